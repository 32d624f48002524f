//! Thin wrappers over the kernel's memory, locks and names.

use core::cell::UnsafeCell;
use core::mem::MaybeUninit;
use core::ops::Deref;
use core::ptr::NonNull;
use core::slice;

use kernel_abi::imports::{
    ExAllocatePoolWithTag, ExFreePoolWithTag, KeAcquireSpinLockRaiseToDpc, KeInitializeEvent, KeReleaseSpinLock,
    KeSetEvent, KeWaitForSingleObject, MmGetSystemRoutineAddress,
};
use kernel_abi::{
    Executive, InitializeObjectAttributes, KernelMode, NonPagedPoolNx, SynchronizationEvent, SystemRoutine, KEVENT,
    KSPIN_LOCK, OBJECT_ATTRIBUTES, OBJ_CASE_INSENSITIVE, OBJ_KERNEL_HANDLE, UNICODE_STRING,
};

const TAG: u32 = u32::from_le_bytes(*b"EdrP");

/// Memory, or `None` if it is short. At most DISPATCH_LEVEL.
#[inline(never)] // an import that is called from one place is one that the image's check can follow
fn allocate(bytes: usize) -> Option<NonNull<u8>> {
    // SAFETY: a size that is not 0, at an IRQL that the kind of pool allows
    let block = unsafe { ExAllocatePoolWithTag(NonPagedPoolNx, bytes.max(1), TAG) };
    NonNull::new(block.cast())
}

/// Gives memory back.
///
/// # Safety
/// The block is the caller's, from [`allocate`].
#[inline(never)]
unsafe fn free(block: *mut u8) {
    // SAFETY: as the caller says
    unsafe { ExFreePoolWithTag(block.cast(), TAG) };
}

/// Non-paged bytes, zeroed.
pub struct Bytes {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: the bytes are owned, like a boxed slice's
unsafe impl Send for Bytes {}
// SAFETY: shared use only reads
unsafe impl Sync for Bytes {}

impl Bytes {
    /// `None` if memory is short. At most DISPATCH_LEVEL.
    pub fn zeroed(length: usize) -> Option<Self> {
        let start = allocate(length)?;
        // SAFETY: the block has that many bytes
        unsafe { start.as_ptr().write_bytes(0, length) };
        Some(Self { start, length })
    }

    /// A copy.
    pub fn copy_of(bytes: &[u8]) -> Option<Self> {
        Self::joined(bytes, &[])
    }

    /// A copy of two slices, one after the other.
    pub fn joined(first: &[u8], second: &[u8]) -> Option<Self> {
        let mut copy = Self::zeroed(first.len().checked_add(second.len())?)?;
        for (place, byte) in copy.as_mut().iter_mut().zip(first.iter().chain(second)) {
            *place = *byte;
        }
        Some(copy)
    }

    /// The bytes, to be changed.
    pub fn as_mut(&mut self) -> &mut [u8] {
        // SAFETY: the block has that many bytes, and the borrow is unique
        unsafe { slice::from_raw_parts_mut(self.start.as_ptr(), self.length) }
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: the block has that many bytes, all initialised
        unsafe { slice::from_raw_parts(self.start.as_ptr(), self.length) }
    }
}

impl Drop for Bytes {
    fn drop(&mut self) {
        // SAFETY: the block is this value's own
        unsafe { free(self.start.as_ptr()) };
    }
}

/// A value in non-paged memory, whose address can be a callback's context.
pub struct Pooled<T>(NonNull<T>);

// SAFETY: the value is owned
unsafe impl<T: Send> Send for Pooled<T> {}
// SAFETY: shared use only reads
unsafe impl<T: Sync> Sync for Pooled<T> {}

impl<T> Pooled<T> {
    /// `None` if memory is short. At most DISPATCH_LEVEL.
    pub fn new(value: T) -> Option<Self> {
        const { assert!(align_of::<T>() <= 16, "what pool guarantees") };
        let block = allocate(size_of::<T>())?.cast::<T>();
        // SAFETY: the block has room for a T
        unsafe { block.as_ptr().write(value) };
        Some(Self(block))
    }

    /// Where the value is.
    pub fn address(&self) -> *mut T {
        self.0.as_ptr()
    }
}

impl<T> Deref for Pooled<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the value is initialised and lives as long as this owner
        unsafe { self.0.as_ref() }
    }
}

impl<T> Drop for Pooled<T> {
    fn drop(&mut self) {
        // SAFETY: nobody else has the value any more
        unsafe { self.0.as_ptr().drop_in_place() };
        // SAFETY: the block is this value's own
        unsafe { free(self.0.as_ptr().cast()) };
    }
}

/// A value that one thread at a time uses at PASSIVE_LEVEL: control requests and unload, never a callback.
pub struct Guarded<T> {
    event: UnsafeCell<MaybeUninit<KEVENT>>,
    value: UnsafeCell<T>,
}

// SAFETY: the event gives the value to one thread at a time
unsafe impl<T: Send> Sync for Guarded<T> {}

impl<T> Guarded<T> {
    /// To be [made](Self::make) before it is used.
    pub const fn new(value: T) -> Self {
        Self { event: UnsafeCell::new(MaybeUninit::uninit()), value: UnsafeCell::new(value) }
    }

    /// Makes the event; called by DriverEntry alone.
    pub fn make(&self) {
        // SAFETY: the memory is a static's, large enough and never paged out
        unsafe { KeInitializeEvent(self.event.get().cast(), SynchronizationEvent, 1) };
    }

    /// Gives the value to one thread. PASSIVE_LEVEL.
    pub fn with<R>(&self, use_value: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: the event is made; waiting is allowed at PASSIVE_LEVEL
        unsafe { KeWaitForSingleObject(self.event.get().cast(), Executive, KernelMode, 0, core::ptr::null()) };
        // SAFETY: the event lets one thread through
        let value = unsafe { &mut *self.value.get() };
        let result = use_value(value);
        // SAFETY: the event is made, and this thread has come through it
        unsafe { KeSetEvent(self.event.get().cast(), 0, 0) };
        result
    }
}

/// A value that callbacks use, at most at DISPATCH_LEVEL.
pub struct Spinning<T> {
    lock: UnsafeCell<KSPIN_LOCK>,
    value: UnsafeCell<T>,
}

// SAFETY: the lock gives the value to one thread at a time
unsafe impl<T: Send> Sync for Spinning<T> {}

impl<T> Spinning<T> {
    /// A free lock is 0.
    pub const fn new(value: T) -> Self {
        Self { lock: UnsafeCell::new(0), value: UnsafeCell::new(value) }
    }

    /// Gives the value to one thread, at DISPATCH_LEVEL.
    pub fn with<R>(&self, use_value: impl FnOnce(&mut T) -> R) -> R {
        // SAFETY: the lock is initialised and in memory that is never paged out
        let irql = unsafe { KeAcquireSpinLockRaiseToDpc(self.lock.get()) };
        // SAFETY: the lock is held
        let value = unsafe { &mut *self.value.get() };
        let result = use_value(value);
        // SAFETY: the lock is held by this thread, which came from that level
        unsafe { KeReleaseSpinLock(self.lock.get(), irql) };
        result
    }
}

/// A text as the kernel takes it, as long as the bytes live. They begin at an even address.
pub fn unicode(text: &[u8]) -> UNICODE_STRING {
    let length = u16::try_from(text.len() & !1).unwrap_or(0xFFFE);
    UNICODE_STRING { Length: length, MaximumLength: length, Buffer: text.as_ptr().cast::<u16>().cast_mut() }
}

/// The bytes of a text that the kernel gives; empty for null.
///
/// # Safety
/// The text lives for `'a`.
pub unsafe fn bytes_of<'a>(text: *const UNICODE_STRING) -> &'a [u8] {
    // SAFETY: the text is null or valid, so the caller says
    let Some(text) = (unsafe { text.as_ref() }) else { return &[] };
    if text.Buffer.is_null() {
        return &[];
    }
    // SAFETY: a counted string has that many bytes
    unsafe { slice::from_raw_parts(text.Buffer.cast::<u8>(), usize::from(text.Length)) }
}

/// A name of ASCII letters as UTF-16 bytes.
pub const fn wide<const UNITS: usize, const BYTES: usize>(ascii: &[u8; UNITS]) -> [u8; BYTES] {
    let mut bytes = [0; BYTES];
    let mut index = 0;
    while index < UNITS && index * 2 < BYTES {
        #[allow(clippy::indexing_slicing, reason = "evaluated when it is compiled")]
        {
            bytes[index * 2] = ascii[index];
        }
        index += 1;
    }
    bytes
}

/// Where the backslashes of a path are, in bytes, the last one first.
pub fn separators(path: &[u8]) -> impl Iterator<Item = usize> + '_ {
    let ends = (0..path.len() / 2).rev().map(|unit| unit << 1);
    ends.filter(|at| path.get(*at..at.wrapping_add(2)) == Some(b"\\\0"))
}

/// A text of ASCII letters as UTF-16 bytes, at an even address.
macro_rules! text {
    ($ascii:literal) => {{
        #[repr(align(2))]
        struct Aligned([u8; 2 * $ascii.len()]);
        static TEXT: Aligned = Aligned($crate::kernel::wide::<{ $ascii.len() }, { 2 * $ascii.len() }>($ascii));
        &TEXT.0[..]
    }};
}
pub(crate) use text;

/// Names an object for the kernel's own use, by a path from the root or below a handle.
pub fn named(name: &UNICODE_STRING) -> OBJECT_ATTRIBUTES {
    InitializeObjectAttributes(name, OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE)
}

/// A routine of the kernel by its name; null where the system lacks it. PASSIVE_LEVEL.
pub fn routine(name: &[u8]) -> SystemRoutine {
    let name = unicode(name);
    // SAFETY: the name is a valid text
    unsafe { MmGetSystemRoutineAddress(&name) }
}
