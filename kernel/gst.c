#include "object.h"

#include "hw.h"
#include "text.h"

struct object objects[XS_GST_ENTRIES];
struct xs_desc gst[XS_GST_ENTRIES] __attribute__((aligned(4096)));

uint32_t gst_span;
static uint32_t next_try;
enum { SPAN_FIRST = 1024 };

void gst_init(void)
{
    for (uint32_t s = 0; s < XS_GST_ENTRIES; s++) {
        objects[s] = (struct object){0};
        gst[s] = (struct xs_desc){0};
        xs_desc_set_generation(&gst[s], 1);
    }
    objects[0].type = OBJ_RETIRED;
    next_try = 1;
    gst_span = SPAN_FIRST;
}

/* Round robin, so that a selector just freed is the last to come back: easier to read in a trace. */
static uint32_t find_free(void)
{
    for (uint32_t n = 0; n < gst_span; n++) {
        uint32_t s = (next_try + n) % gst_span;
        if (objects[s].type == OBJ_FREE)
            return s;
    }
    if (gst_span == XS_GST_ENTRIES)
        return 0;
    gst_span *= 2;
    return gst_span / 2;
}

uint32_t gst_alloc(enum object_type type, struct program *owner, const char *name)
{
    uint32_t s = find_free();
    if (!s)
        return 0;
    objects[s] = (struct object){.type = (uint8_t)type, .owner = owner};
    text_copy(objects[s].name, name, NAME_SIZE);
    next_try = s + 1;
    return s;
}

void gst_write(uint32_t selector, const struct xs_desc *desc)
{
    struct xs_desc *d = &gst[selector];
    uint64_t word0 = desc->w[0];

    gst_disable(selector);
    for (unsigned i = 1; i < 8; i++)
        d->w[i] = desc->w[i];
    struct xs_desc head = {.w = {word0}};
    xs_desc_set_generation(&head, xs_desc_generation(d));
    xs_desc_set_valid(&head, 1);
    *(volatile uint64_t *)&d->w[0] = head.w[0];
}

void gst_disable(uint32_t selector)
{
    xs_desc_set_valid(&gst[selector], 0);
    hw_drop_selector(selector);
}

void gst_release(uint32_t selector)
{
    uint32_t generation = gst_generation(selector);

    gst_disable(selector);
    gst[selector] = (struct xs_desc){0};
    if (generation == UINT32_MAX) {
        objects[selector] = (struct object){.type = OBJ_RETIRED};
        return;
    }
    xs_desc_set_generation(&gst[selector], generation + 1);
    objects[selector] = (struct object){0};
}

bool gst_renew(uint32_t selector)
{
    uint32_t generation = gst_generation(selector);

    if (generation == UINT32_MAX)
        return false;
    gst_disable(selector);
    xs_desc_set_generation(&gst[selector], generation + 1);
    return true;
}

uint32_t gst_generation(uint32_t selector)
{
    return (uint32_t)xs_desc_generation(&gst[selector]);
}

struct object *gst_find(uint32_t selector, uint32_t generation)
{
    if (selector >= XS_GST_ENTRIES || gst_generation(selector) != generation)
        return 0;
    struct object *o = &objects[selector];
    return o->type == OBJ_FREE || o->type == OBJ_RETIRED ? 0 : o;
}

bool gst_live(uint64_t word)
{
    uint32_t selector = word & ((1u << XS_SELECTOR_BITS) - 1);
    return selector < XS_GST_ENTRIES && xs_desc_valid(&gst[selector]) && gst_generation(selector) == word >> 32;
}
