def paging(rng): yield "nop"
