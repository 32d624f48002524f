//! Values of single fields, and why bytes are refused.

use crate::limits::TOKEN_BYTES;
use crate::token::Token;

/// Why bytes are no such structure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Where the wrong field lies; of zero fields the first byte that is not zero, of a wrong length 0.
    pub offset: usize,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong with a field, under the names of the golden vectors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The bytes end before the structure does.
    Truncated,
    /// The bytes go on after the structure has ended.
    Overlong,
    /// abi_version is not 1.
    Version,
    /// A byte that must be zero is not.
    NotZero,
    /// An enumeration doesn't have the value, or a token's version.
    UnknownValue,
    /// A bit without a meaning is set.
    UnknownBits,
    /// A number below its least or above its greatest value.
    OutOfRange,
    /// An event's size contradicts its names or the bytes that are there.
    Size,
    /// A name's length is odd or above its limit.
    Name,
    /// A batch's total_bytes is not the number of bytes.
    Total,
    /// A batch's event_count is not the number of its events.
    Count,
    /// A sequence that doesn't grow within a batch.
    Sequence,
}

/// A type that a structure's field may have.
pub trait Field: Sized {
    /// Its type's name in `layout.json`.
    const TYPE: &'static str;
    /// Its size.
    const BYTES: usize;
    /// Its natural alignment.
    const ALIGN: usize;

    /// Reads it; fails with the reason if the value is none of the type's. Bytes that aren't there are `Truncated`.
    ///
    /// # Errors
    /// The reason, and how far behind `at` the wrong byte lies.
    fn read(bytes: &[u8], at: usize) -> Result<Self, Refusal>;

    /// Writes it; where the bytes aren't there nothing is written.
    fn write(&self, out: &mut [u8], at: usize);
}

/// The `N` bytes at `at`, if they are there.
#[inline]
pub fn read_bytes<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk::<N>().copied()
}

/// Writes `value` at `at`, if the place is there.
#[inline]
pub fn write_bytes<const N: usize>(out: &mut [u8], at: usize, value: [u8; N]) {
    if let Some(place) = out.get_mut(at..).and_then(<[u8]>::first_chunk_mut::<N>) {
        *place = value;
    }
}

const fn truncated() -> Refusal {
    Refusal { offset: 0, reason: Reason::Truncated }
}

macro_rules! integer_field {
    ($($type:ty),*) => {$(
        impl Field for $type {
            const TYPE: &'static str = stringify!($type);
            const BYTES: usize = core::mem::size_of::<$type>();
            const ALIGN: usize = core::mem::size_of::<$type>();

            #[inline]
            fn read(bytes: &[u8], at: usize) -> Result<Self, Refusal> {
                read_bytes(bytes, at).map(<$type>::from_le_bytes).ok_or(truncated())
            }

            #[inline]
            fn write(&self, out: &mut [u8], at: usize) {
                write_bytes(out, at, self.to_le_bytes());
            }
        }
    )*};
}

integer_field!(u8, u16, u32, u64);

/// 0 or 1 in a byte.
impl Field for bool {
    const TYPE: &'static str = "u8";
    const BYTES: usize = 1;
    const ALIGN: usize = 1;

    #[inline]
    fn read(bytes: &[u8], at: usize) -> Result<Self, Refusal> {
        match u8::read(bytes, at)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Refusal { offset: at, reason: Reason::OutOfRange }),
        }
    }

    #[inline]
    fn write(&self, out: &mut [u8], at: usize) {
        u8::from(*self).write(out, at);
    }
}

impl Field for Token {
    const TYPE: &'static str = "u8[16]";
    const BYTES: usize = TOKEN_BYTES;
    const ALIGN: usize = 1;

    #[inline]
    fn read(bytes: &[u8], at: usize) -> Result<Self, Refusal> {
        read_bytes(bytes, at).map(Token).ok_or(truncated())
    }

    #[inline]
    fn write(&self, out: &mut [u8], at: usize) {
        write_bytes(out, at, self.0);
    }
}

/// Padding; [`crate::structs`] checks that it is zero.
impl Field for [u8; 3] {
    const TYPE: &'static str = "u8[3]";
    const BYTES: usize = 3;
    const ALIGN: usize = 1;

    #[inline]
    fn read(bytes: &[u8], at: usize) -> Result<Self, Refusal> {
        read_bytes(bytes, at).ok_or(truncated())
    }

    #[inline]
    fn write(&self, out: &mut [u8], at: usize) {
        write_bytes(out, at, *self);
    }
}
