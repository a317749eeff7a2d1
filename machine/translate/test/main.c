#include "groups.h"
#include "pair.h"

static int all(void)
{
    return random_tests() + floating_tests() + atomic_tests() + segment_tests() + far_tests() + far_case_tests() +
           far_frame_tests() + far_mark_tests() + far_edge_tests() + page_tests();
}

static const struct {
    const char *name, *changes;
    unsigned part;
} models[] = {
    {"u54", "", 5},
    {"arm", "", 5},
    {"x86", "", 5},
    {"ideal", "", 5},
    /* such that no machine has: nothing there, or as small, large and odd as a profile may say */
    {"arm",
     "store_buffer=0 dtlb_entries=0 itlb_entries=0 stlb_entries=0 walk_cache=0 btb_entries=0 bht_entries=0 "
     "history_length=0 history_bits=0 ras_entries=0",
     15},
    {"u54", "l1d_bytes=0 l1i_bytes=0 l2_bytes=0 stlb_entries=0 itlb_entries=2 dtlb_entries=1 tlb_tags=0 div_bits=3",
     15},
    {"u54",
     "line_bytes=16 l1i_bytes=16 l1i_ways=1 l1d_bytes=48 l1d_ways=3 l2_bytes=64 l2_ways=4 itlb_entries=1 "
     "stlb_entries=6 stlb_ways=3",
     15},
    {"arm",
     "line_bytes=256 l1i_bytes=1048576 l1i_ways=2 l1i_policy=0 l1d_bytes=2097152 l1d_ways=1 l1d_policy=1 issue_width=8 "
     "memory_ports=4 history_length=16 history_bits=9",
     15},
    {"x86",
     "issue_width=8 memory_ports=4 bht_entries=0 history_length=0 history_bits=0 ras_entries=1 btb_entries=1 "
     "taken_btb=0 mispredict=0 store_buffer=64 itlb_entries=2",
     15},
    {"x86",
     "load_word=64 load_part=64 load_fp=64 mul=64 div_base=64 div_bits=1 fdiv_d=128 fsqrt_d=128 csr_read=255 "
     "taken_btb=100 slb_latency=1000 tlb_tags=0 itlb_entries=1",
     15},
};

/* Without a model of time, then under each: one stands for every kind of cache, pipe and predictor. */
int main(void)
{
    int failed = all() + limit_tests();
    pair_crowd(true);
    failed += all();
    pair_crowd(false);
    for (unsigned n = 0; n < sizeof models / sizeof *models; n++) {
        pair_under(models[n].name, models[n].changes, models[n].part);
        failed += all() + limit_tests();
    }
    pair_under("u54", "", 5);
    pair_crowd(true);
    failed += all();
    return failed != 0;
}
