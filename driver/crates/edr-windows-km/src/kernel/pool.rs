//! Non-paged pool: fallible, owned, freed when dropped (LOD-2, DRV-3).

use core::ffi::c_void;
use core::mem::{align_of, size_of};
use core::ops::{Deref, DerefMut};
use core::ptr::NonNull;
use core::{slice, sync::atomic::AtomicPtr, sync::atomic::Ordering};

use kernel_abi::{imports, ExAllocatePool2Fn, NonPagedPoolNx, POOL_FLAG_NON_PAGED};

use super::routines;
use super::unicode::utf16;

/// What pool guarantees on 64-bit systems: MEMORY_ALLOCATION_ALIGNMENT.
const POOL_ALIGNMENT: usize = 16;

/// ExAllocatePool2, which systems before Windows 10 2004 lack; null until [`resolve`] found it.
static ALLOCATE_POOL_2: AtomicPtr<c_void> = AtomicPtr::new(core::ptr::null_mut());

/// Names of the driver's allocations, as `!poolused` shows them.
#[derive(Clone, Copy)]
#[repr(u32)]
pub enum Tag {
    /// The state block and what belongs to it.
    State = u32::from_le_bytes(*b"AurD"),
    /// Queues of streams.
    Queue = u32::from_le_bytes(*b"AurQ"),
    /// Sessions.
    Session = u32::from_le_bytes(*b"AurS"),
    /// Policy values and tables.
    Policy = u32::from_le_bytes(*b"AurP"),
    /// What a callback keeps until its post-operation.
    Event = u32::from_le_bytes(*b"AurE"),
}

/// Looks for ExAllocatePool2; before the first allocation. IRQL: PASSIVE_LEVEL.
pub fn resolve() {
    ALLOCATE_POOL_2.store(routines::find(&utf16!("ExAllocatePool2")), Ordering::Release);
}

/// Zeroed bytes, or `None` when memory is short. IRQL: at most DISPATCH_LEVEL.
fn allocate(bytes: usize, tag: Tag) -> Option<NonNull<u8>> {
    let bytes = bytes.max(1); // neither routine takes 0
    let newer = ALLOCATE_POOL_2.load(Ordering::Acquire);
    let block = if newer.is_null() { allocate_with_tag(bytes, tag) } else { allocate_2(newer, bytes, tag) };
    NonNull::new(block.cast())
}

fn allocate_2(routine: *mut c_void, bytes: usize, tag: Tag) -> *mut c_void {
    // SAFETY: the address is what the system gave for ExAllocatePool2, whose signature this is.
    let routine: ExAllocatePool2Fn = unsafe { core::mem::transmute(routine) };
    // SAFETY: IRQL at most DISPATCH_LEVEL, as non-paged pool demands; it zeroes and gives null on failure.
    unsafe { routine(POOL_FLAG_NON_PAGED, bytes, tag as u32) }
}

fn allocate_with_tag(bytes: usize, tag: Tag) -> *mut c_void {
    // SAFETY: IRQL at most DISPATCH_LEVEL; gives null on failure.
    let block = unsafe { imports::ExAllocatePoolWithTag(NonPagedPoolNx, bytes, tag as u32) };
    if !block.is_null() {
        // SAFETY: the block is ours and has this many bytes.
        unsafe { block.cast::<u8>().write_bytes(0, bytes) };
    }
    block
}

/// One value in non-paged pool.
#[must_use]
pub struct PoolBox<T> {
    value: NonNull<T>,
    tag: Tag,
}

// SAFETY: it owns its value, as Box does.
unsafe impl<T: Send> Send for PoolBox<T> {}
// SAFETY: a shared box gives shared references only.
unsafe impl<T: Sync> Sync for PoolBox<T> {}

impl<T> PoolBox<T> {
    /// Moves a value into pool; `None`, and the value is dropped, when memory is short. IRQL: at most DISPATCH_LEVEL.
    pub fn new(value: T, tag: Tag) -> Option<Self> {
        const { assert!(align_of::<T>() <= POOL_ALIGNMENT) };
        let block = allocate(size_of::<T>(), tag)?.cast::<T>();
        // SAFETY: the block is ours, large enough and aligned for T.
        unsafe { block.write(value) };
        Some(Self { value: block, tag })
    }

    /// Gives the ownership up until [`from_raw`](Self::from_raw).
    pub fn into_raw(self) -> NonNull<T> {
        let value = self.value;
        core::mem::forget(self);
        value
    }

    /// Takes the ownership back.
    ///
    /// # Safety
    /// The pointer comes from [`into_raw`](Self::into_raw) of a box with this tag, and nobody else uses it.
    pub unsafe fn from_raw(value: NonNull<T>, tag: Tag) -> Self {
        Self { value, tag }
    }
}

impl<T> Deref for PoolBox<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the box owns a valid value.
        unsafe { self.value.as_ref() }
    }
}

impl<T> DerefMut for PoolBox<T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the box owns a valid value and is borrowed for writing.
        unsafe { self.value.as_mut() }
    }
}

impl<T> Drop for PoolBox<T> {
    fn drop(&mut self) {
        // SAFETY: the value is valid and nobody uses it afterwards.
        unsafe { self.value.drop_in_place() };
        // SAFETY: the block came from one of the two routines with this tag; IRQL at most DISPATCH_LEVEL.
        unsafe { imports::ExFreePoolWithTag(self.value.as_ptr().cast(), self.tag as u32) };
    }
}

/// A number of values in non-paged pool, fixed when it is made.
#[must_use]
pub struct PoolArray<T> {
    first: NonNull<T>,
    length: usize,
    tag: Tag,
}

// SAFETY: it owns its values, as Box does.
unsafe impl<T: Send> Send for PoolArray<T> {}
// SAFETY: a shared array gives shared references only.
unsafe impl<T: Sync> Sync for PoolArray<T> {}

/// Bytes in non-paged pool.
pub type PoolBytes = PoolArray<u8>;

impl<T> PoolArray<T> {
    /// Makes each value where it stays; `None` when memory is short. IRQL: at most DISPATCH_LEVEL.
    pub fn from_fn(length: usize, tag: Tag, mut make: impl FnMut(usize) -> T) -> Option<Self> {
        const { assert!(align_of::<T>() <= POOL_ALIGNMENT) };
        let first = allocate(length.checked_mul(size_of::<T>())?, tag)?.cast::<T>();
        for index in 0..length {
            // SAFETY: the block has room for `length` values.
            let place = unsafe { first.add(index) };
            // SAFETY: the place is ours and aligned for T.
            unsafe { place.write(make(index)) };
        }
        Some(Self { first, length, tag })
    }
}

impl<T: Zeroable> PoolArray<T> {
    /// Zeroed values; `None` when memory is short. IRQL: at most DISPATCH_LEVEL.
    pub fn zeroed(length: usize, tag: Tag) -> Option<Self> {
        const { assert!(align_of::<T>() <= POOL_ALIGNMENT) };
        let first = allocate(length.checked_mul(size_of::<T>())?, tag)?.cast::<T>();
        Some(Self { first, length, tag })
    }
}

/// Types whose bytes may all be zero.
///
/// # Safety
/// All-zero bytes are a valid value of the type.
pub unsafe trait Zeroable: Copy {}
// SAFETY: every pattern of bits is a number.
unsafe impl Zeroable for u8 {}
// SAFETY: every pattern of bits is a number.
unsafe impl Zeroable for u16 {}
// SAFETY: every pattern of bits is a number.
unsafe impl Zeroable for u32 {}
// SAFETY: every pattern of bits is a number.
unsafe impl Zeroable for u64 {}

impl<T> Deref for PoolArray<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        // SAFETY: the array owns this many valid values.
        unsafe { slice::from_raw_parts(self.first.as_ptr(), self.length) }
    }
}

impl<T> DerefMut for PoolArray<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        // SAFETY: the array owns this many valid values and is borrowed for writing.
        unsafe { slice::from_raw_parts_mut(self.first.as_ptr(), self.length) }
    }
}

impl<T> AsRef<[T]> for PoolArray<T> {
    fn as_ref(&self) -> &[T] {
        self
    }
}

impl<T> AsMut<[T]> for PoolArray<T> {
    fn as_mut(&mut self) -> &mut [T] {
        self
    }
}

impl<T> Drop for PoolArray<T> {
    fn drop(&mut self) {
        let values: *mut [T] = &mut **self;
        // SAFETY: the values are valid and nobody uses them afterwards.
        unsafe { values.drop_in_place() };
        // SAFETY: the block came from one of the two routines with this tag; IRQL at most DISPATCH_LEVEL.
        unsafe { imports::ExFreePoolWithTag(self.first.as_ptr().cast(), self.tag as u32) };
    }
}
