//! Pool: every block guarded, poisoned and accounted for.

use std::collections::{HashMap, VecDeque};
use std::ffi::c_void;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::guest::Context;
use crate::locked::Locked;
use crate::machine::ImageId;
use crate::mm::PagedMemory;
use crate::verifier::BugCheck;

/// BAD_POOL_CALLER and BAD_POOL_HEADER.
const BAD_CALLER: u32 = 0xC2;
const CORRUPTION: u32 = 0xC1;
const PAGE: usize = 4096;
/// Before and behind each block of plain pool.
const RED_ZONE: usize = 16;
const GUARD: u8 = 0xFD;
const FRESH: u8 = 0xCD;
const FREED: u8 = 0xDD;
/// Freed blocks that are kept, so that a late write to them is noticed.
const KEPT: usize = 64;

struct Block {
    size: usize,
    tag: u32,
    owner: Option<ImageId>,
    /// Start and length of the mapping of special pool.
    mapping: Option<(usize, usize)>,
    /// Whether it lies in memory that may be paged out.
    paged: bool,
}

/// What one driver has of one tag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolUsage {
    /// The tag's characters.
    pub tag: String,
    /// Blocks.
    pub blocks: u64,
    /// Bytes asked for.
    pub bytes: u64,
}

#[derive(Default)]
struct State {
    live: HashMap<usize, Block>,
    freed: VecDeque<(usize, Block)>,
    /// Apart, as it may be looked at below DISPATCH_LEVEL only, where paged blocks are freed.
    freed_paged: VecDeque<(usize, Block)>,
}

impl State {
    fn all_freed(&self) -> impl Iterator<Item = &(usize, Block)> {
        self.freed.iter().chain(&self.freed_paged)
    }
}

/// Pool of a machine. Thread-safe.
pub struct Pool {
    special: bool,
    /// Memory that may be paged out.
    pub paged: PagedMemory,
    allocations: AtomicU64,
    state: Locked<State>,
}

impl Pool {
    /// Empty pool; special: each block on pages of its own with a guard page behind it.
    ///
    /// `watch_paged`: paged memory is out of reach at DISPATCH_LEVEL.
    pub fn new(special: bool, watch_paged: bool) -> Self {
        Self { special, paged: PagedMemory::new(watch_paged), allocations: AtomicU64::new(0), state: Locked::default() }
    }

    /// Allocates for a driver, or for the kernel itself (`None`). Blocks begin at 16 bytes.
    pub fn allocate(&self, owner: Option<ImageId>, size: usize, tag: u32, zeroed: bool) -> usize {
        if owner.is_some() {
            self.allocations.fetch_add(1, Ordering::Relaxed);
        }
        let Some((address, mapping)) = (if self.special { map_special(size) } else { allocate_plain(size) }) else {
            return 0;
        };
        unsafe { std::ptr::write_bytes(address as *mut u8, if zeroed { 0 } else { FRESH }, size) };
        self.state.lock().live.insert(address, Block { size, tag, owner, mapping, paged: false });
        address
    }

    /// The same in memory that may be paged out, where the machine watches it; else as [`Pool::allocate`].
    pub fn allocate_paged(&self, owner: Option<ImageId>, size: usize, tag: u32, zeroed: bool) -> usize {
        let Some(address) = self.paged.allocate(size + 2 * RED_ZONE) else {
            return self.allocate(owner, size, tag, zeroed);
        };
        if owner.is_some() {
            self.allocations.fetch_add(1, Ordering::Relaxed);
        }
        fence(address, size);
        let address = address + RED_ZONE;
        unsafe { std::ptr::write_bytes(address as *mut u8, if zeroed { 0 } else { FRESH }, size) };
        self.state.lock().live.insert(address, Block { size, tag, owner, mapping: None, paged: true });
        address
    }

    /// Frees a block; what is wrong with it stops the machine.
    pub fn free(&self, cx: &Context, address: usize, tag: u32) {
        let (size, paged) = self.state.lock().live.get(&address).map_or((0, false), |block| (block.size, block.paged));
        if paged && cx.irql() > 1 {
            cx.bug_check(BugCheck::new(
                BAD_CALLER,
                [address, 0, 0, 0],
                "paged pool was freed at DISPATCH_LEVEL".into(),
            ));
        }
        cx.machine().verifier.lock_order.forget(address, size);
        if let Err((code, text)) = self.release(address, tag) {
            cx.bug_check(BugCheck::new(code, [address, 0, 0, 0], text));
        }
    }

    fn release(&self, address: usize, tag: u32) -> Result<(), (u32, String)> {
        let mut state = self.state.lock();
        let Some(block) = state.live.remove(&address) else {
            let known = state.all_freed().any(|(freed, _)| *freed == address);
            let text = if known { "a block of pool was freed twice" } else { "what was freed is no block of pool" };
            return Err((BAD_CALLER, format!("{text}: {address:#x}")));
        };
        let wrong_tag = tag != 0 && block.tag != tag;
        let overrun = !block.is_whole(address);
        let words = block.words(address);
        if wrong_tag {
            return Err((BAD_CALLER, format!("{words} was freed with the tag {}", characters(tag))));
        }
        if overrun {
            return Err((CORRUPTION, format!("{words}: bytes before or behind it were written")));
        }
        block.poison(address);
        let freed = if block.paged { &mut state.freed_paged } else { &mut state.freed };
        freed.push_back((address, block));
        if freed.len() > KEPT {
            if let Some((old, block)) = freed.pop_front() {
                block.give_back(old, &self.paged)?;
            }
        }
        Ok(())
    }

    /// Names the block in which an address lies, for reports; empty if there is none or nobody may look now.
    pub fn describe(&self, address: usize) -> String {
        let Some(state) = self.state.try_lock() else {
            return String::new();
        };
        let near = |(start, block): (usize, &Block)| block.covers(start, address).then(|| block.words(start));
        let live = state.live.iter().find_map(|(start, block)| near((*start, block)));
        let freed =
            || state.all_freed().find_map(|(start, block)| near((*start, block)).map(|words| words + ", freed"));
        live.or_else(freed).map_or(String::new(), |words| format!(" (by {words})"))
    }

    /// Whether a block of that tag begins at an address.
    pub fn is_live(&self, address: usize, tag: u32) -> bool {
        self.state.lock().live.get(&address).is_some_and(|block| block.tag == tag)
    }

    /// Allocations of drivers so far.
    pub fn allocations(&self) -> u64 {
        self.allocations.load(Ordering::Relaxed)
    }

    /// Blocks and bytes that a driver holds now, by tag.
    pub fn usage(&self, owner: ImageId) -> Vec<PoolUsage> {
        let state = self.state.lock();
        let mut by_tag = std::collections::BTreeMap::<u32, (u64, u64)>::new();
        for block in state.live.values().filter(|block| block.owner == Some(owner)) {
            let sum = by_tag.entry(block.tag).or_default();
            *sum = (sum.0 + 1, sum.1 + block.size as u64);
        }
        by_tag.into_iter().map(|(tag, (blocks, bytes))| PoolUsage { tag: characters(tag), blocks, bytes }).collect()
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        // lost with a driver that faulted in the middle: its memory leaks
        let Some(mut state) = self.state.try_lock() else { return };
        let live = std::mem::take(&mut state.live).into_iter().collect::<Vec<_>>();
        let freed = std::mem::take(&mut state.freed);
        live.iter().for_each(|(address, block)| block.unmap(*address));
        freed.iter().for_each(|(address, block)| block.unmap(*address));
    }
}

impl Block {
    fn words(&self, address: usize) -> String {
        format!("block {address:#x} of {} bytes, tag {}", self.size, characters(self.tag))
    }

    fn covers(&self, start: usize, address: usize) -> bool {
        let (low, high) =
            self.mapping.map_or((start - RED_ZONE, start + self.size + RED_ZONE), |(low, length)| (low, low + length));
        (low..high).contains(&address)
    }

    fn is_whole(&self, address: usize) -> bool {
        let slack = if self.mapping.is_some() { slack(self.size) } else { RED_ZONE };
        let before = if self.mapping.is_some() { 0 } else { RED_ZONE };
        let all = |start: usize, length: usize| {
            (start..start + length).all(|at| unsafe { (at as *const u8).read() } == GUARD)
        };
        all(address - before, before) && all(address + self.size, slack)
    }

    fn poison(&self, address: usize) {
        match self.mapping {
            Some((start, length)) => unsafe {
                libc::mprotect(start as *mut c_void, length, libc::PROT_NONE);
            },
            None => unsafe { std::ptr::write_bytes(address as *mut u8, FREED, self.size) },
        }
    }

    fn give_back(&self, address: usize, paged: &PagedMemory) -> Result<(), (u32, String)> {
        let late = self.mapping.is_none()
            && !(address..address + self.size).all(|at| unsafe { (at as *const u8).read() } == FREED);
        let words = self.words(address);
        if self.paged {
            paged.give_back(address - RED_ZONE, self.size + 2 * RED_ZONE);
        } else {
            self.unmap(address);
        }
        if late {
            Err((CORRUPTION, format!("{words} was written after it had been freed")))
        } else {
            Ok(())
        }
    }

    fn unmap(&self, address: usize) {
        match self.mapping {
            Some((start, length)) => unsafe {
                libc::munmap(start as *mut c_void, length);
            },
            // goes with its machine
            None if self.paged => {}
            None => unsafe { libc::free((address - RED_ZONE) as *mut c_void) },
        }
    }
}

/// Bytes between a block's end and the next boundary of 16.
fn slack(size: usize) -> usize {
    size.next_multiple_of(16) - size
}

type Allocated = Option<(usize, Option<(usize, usize)>)>;

fn allocate_plain(size: usize) -> Allocated {
    let start = unsafe { libc::malloc(size.checked_add(2 * RED_ZONE)?) } as usize;
    if start == 0 {
        return None;
    }
    fence(start, size);
    Some((start + RED_ZONE, None))
}

/// Writes the red zones around a block whose memory begins at `start`.
fn fence(start: usize, size: usize) {
    unsafe { std::ptr::write_bytes(start as *mut u8, GUARD, RED_ZONE) };
    unsafe { std::ptr::write_bytes((start + RED_ZONE + size) as *mut u8, GUARD, RED_ZONE) };
}

fn map_special(size: usize) -> Allocated {
    let body = size.max(1).checked_next_multiple_of(16)?.checked_next_multiple_of(PAGE)?;
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    let start =
        unsafe { libc::mmap(std::ptr::null_mut(), body + PAGE, libc::PROT_READ | libc::PROT_WRITE, flags, -1, 0) };
    if start == libc::MAP_FAILED {
        return None;
    }
    let start = start as usize;
    unsafe { libc::mprotect((start + body) as *mut c_void, PAGE, libc::PROT_NONE) };
    let address = start + body - size.next_multiple_of(16);
    unsafe { std::ptr::write_bytes((address + size) as *mut u8, GUARD, slack(size)) };
    Some((address, Some((start, body + PAGE))))
}

fn characters(tag: u32) -> String {
    String::from_utf8_lossy(&tag.to_le_bytes()).into_owned()
}
