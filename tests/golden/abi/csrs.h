/* Generated from abi/csrs.yaml by tools/abigen. Do not edit. */
#pragma once

#define CSR_XSV 0x5c0 /* V: bit i, visible data register sg i; bit 15, T */
#define CSR_XSW 0x5c1 /* W: written in this frame */
#define CSR_XSG 0x5c2 /* G: derives from this call's grants */
#define CSR_XLSP 0x5c3 /* LSP: physical address of the newest linkage frame */
#define CSR_XLSLIM 0x5c4 /* LSLIM: first physical address past the linkage stack */
#define CSR_XDL 0x5c5 /* DL: instructions that the running call may still take in U-mode; all ones: no deadline */
#define CSR_XSLW 0x5c6 /* LW: stack low-water mark, an offset in sg2 */
#define CSR_XFPE 0x5c7 /* FPE: 1, FP instructions allowed in U-mode */
#define CSR_XS1 0x5c8 /* sg1: selector in bits 23:0, generation in 63:32; 0 is empty */
#define CSR_XS2 0x5c9 /* sg2: selector in bits 23:0, generation in 63:32; 0 is empty */
#define CSR_XS2BASE 0x5ca /* sg2: base */
#define CSR_XS2LIM 0x5cb /* sg2: limit */
#define CSR_XTID 0x5cc /* thread id, as frames and sg.qry tell it (32 bits) */
#define CSR_XSERIAL 0x5cd /* serial of the current call; sg.call adds 1 to the thread's count (high 32 bits: last serial given) */
#define CSR_XINFO 0x5ce /* of the last Xseg exception: reason in 7:0, access in 9:8 (0 fetch, 1 load, 2 store), segment register in 15:12, page offset cause in 63:16 reserved 0 */
#define CSR_XIBIND 0x5cf /* physical address of the interrupt binding table (XS_SOURCES entries); 0: no source is bound on this hart */
#define CSR_XITHREAD 0x5d0 /* physical address of the interrupt thread table (XS_LEVELS entries) */
#define CSR_XILBASE 0x5d1 /* the hart's own linkage stack: physical address of its first entry */
#define CSR_XILLIM 0x5d2 /* first physical address past the hart's own linkage stack */
#define CSR_XIRUN 0x5d3 /* the handler that runs: source in 15:0, priority in 18:16; 0: none */
#define CSR_XILEFT 0x5d4 /* instructions that the handler that runs may still take; counts in U-mode */
#define CSR_XIDONE 0x5d5 /* a write completes that source at the interrupt controller; reads 0 */
#define CSR_XSVALID 0xdc0 /* read-only: bit i, data register sg i is not empty, visible or latent */
#define CSR_XLW 0xcc0 /* LW as a pointer (top nibble 2), for stack wiping */

/* hpmcounter numbers */
#define XS_CTR_KERNEL_ENTRIES 3 /* entries to S- or M-mode from U-mode */
#define XS_CTR_TRAPS 4 /* traps taken, any mode */
#define XS_CTR_FAR_CALLS 5 /* far calls committed */
#define XS_CTR_FAR_RETURNS 6 /* far returns committed */
#define XS_CTR_TABLE_READS 7 /* reads of a GST descriptor, VST entry or gate */
#define XS_CTR_PTE_READS 8 /* page-table entries read by walks */
#define XS_CTR_FRAME_WRITES 9 /* doublewords written to linkage frames, spills apart */
#define XS_CTR_FRAME_READS 0xa /* doublewords read from linkage frames, refills apart */
#define XS_CTR_SPILL_WRITES 0xb /* doublewords of register slots written */
#define XS_CTR_SPILL_READS 0xc /* doublewords of register slots read */
#define XS_CTR_TLB_HITS 0xd /* accesses that hit the TLB (fetches counted per decoded block) */
#define XS_CTR_TLB_MISSES 0xe /* accesses that missed the TLB */
#define XS_CTR_WALKS 0xf /* page-table walks */
#define XS_CTR_SEG_LOADS 0x10 /* segment register loads */
#define XS_CTR_SEG_WINDOWS 0x11 /* windows and moves */
#define XS_CTR_SLB_HITS 0x12 /* segment look-aside buffer hits */
#define XS_CTR_SLB_MISSES 0x13 /* segment look-aside buffer misses */
#define XS_CTR_INVALIDATIONS 0x14 /* sg.inval and sfence.vma executed */
#define XS_CTR_WIPES 0x15 /* cbo.zero blocks zeroed in the thread segment */
#define XS_CTR_DMA_READ_BYTES 0x16 /* bytes that devices read from memory */
#define XS_CTR_DMA_WRITE_BYTES 0x17 /* bytes that devices wrote to memory */
#define XS_CTR_DEVICE_REQUESTS 0x18 /* device requests completed */
#define XS_CTR_MMIO 0x19 /* accesses to device registers */
#define XS_CTR_INTERRUPTS 0x1a /* interrupts taken by a hart */
#define XS_CTR_SYSCALLS 0x1b /* ecalls from U-mode */
#define XS_CTR_THREAD_SWITCHES 0x1c /* writes of xs2 that changed it */
#define XS_CTR_DMA_TABLE_READS 0x1d /* descriptors and page-table entries read by the segment units of devices */
#define XS_CTR_DMA_FAULTS 0x1e /* accesses of devices that their segment units refused */

/* X(name, number) for each counter */
#define XS_COUNTERS(X) \
    X(kernel_entries, 3) \
    X(traps, 4) \
    X(far_calls, 5) \
    X(far_returns, 6) \
    X(table_reads, 7) \
    X(pte_reads, 8) \
    X(frame_writes, 9) \
    X(frame_reads, 10) \
    X(spill_writes, 11) \
    X(spill_reads, 12) \
    X(tlb_hits, 13) \
    X(tlb_misses, 14) \
    X(walks, 15) \
    X(seg_loads, 16) \
    X(seg_windows, 17) \
    X(slb_hits, 18) \
    X(slb_misses, 19) \
    X(invalidations, 20) \
    X(wipes, 21) \
    X(dma_read_bytes, 22) \
    X(dma_write_bytes, 23) \
    X(device_requests, 24) \
    X(mmio, 25) \
    X(interrupts, 26) \
    X(syscalls, 27) \
    X(thread_switches, 28) \
    X(dma_table_reads, 29) \
    X(dma_faults, 30)

/* X(name, number, access) for each CSR */
#define XS_CSRS(X) \
    X(xsv, 0x5c0, S) \
    X(xsw, 0x5c1, S) \
    X(xsg, 0x5c2, S) \
    X(xlsp, 0x5c3, S) \
    X(xlslim, 0x5c4, S) \
    X(xdl, 0x5c5, S) \
    X(xslw, 0x5c6, S) \
    X(xfpe, 0x5c7, S) \
    X(xs1, 0x5c8, S) \
    X(xs2, 0x5c9, S) \
    X(xs2base, 0x5ca, S) \
    X(xs2lim, 0x5cb, S) \
    X(xtid, 0x5cc, S) \
    X(xserial, 0x5cd, S) \
    X(xinfo, 0x5ce, S) \
    X(xibind, 0x5cf, S) \
    X(xithread, 0x5d0, S) \
    X(xilbase, 0x5d1, S) \
    X(xillim, 0x5d2, S) \
    X(xirun, 0x5d3, S) \
    X(xileft, 0x5d4, S) \
    X(xidone, 0x5d5, S) \
    X(xsvalid, 0xdc0, S) \
    X(xlw, 0xcc0, U)
