HOST_LIBS += segment
segment.dir  := machine/segment
segment.srcs := state.c csr.c port.c register.c slb.c table.c load.c window.c query.c check.c walk.c device.c frame.c call.c admit.c deadline.c ret.c interrupt.c interrupt_admit.c interrupt_return.c
segment.inc  := machine
segment.flags := -fno-tree-slp-vectorize

HOST_LIBS += segment-world
segment-world.dir  := machine/segment/test
segment-world.srcs := world.c steps.c irq_world.c
segment-world.inc  := machine

HOST_TESTS += test-segment
test-segment.dir  := machine/segment/test
test-segment.srcs := main.c rules_reach.c rules_authority.c calls.c returns.c reasons.c reasons_call.c walks.c states.c counts.c garbage.c interrupts.c devices.c
test-segment.inc  := machine
test-segment.libs := segment-world segment

HOST_TESTS += test-segment-model
test-segment-model.dir  := machine/segment/test
test-segment-model.srcs := model_main.c model_data.c model_call.c model_irq.c every_sequence.c sequences.c deadlines.c pair.c pair_steps.c fuzz.c explore.c explore_state.c
test-segment-model.inc  := machine
test-segment-model.libs := segment-world segment
