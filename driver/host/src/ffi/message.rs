//! Messages: numbers little-endian, texts as u32 count of UTF-16 units (0xFFFFFFFF: no text) and the units, bytes likewise.

use crate::text::Text;

/// A message does not hold what its operation needs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Malformed;

/// Reads a message from front to back.
pub struct Reader<'a> {
    rest: &'a [u8],
}

const NONE: u32 = u32::MAX;

impl<'a> Reader<'a> {
    /// From its first byte on.
    #[must_use]
    pub fn of(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    fn take(&mut self, bytes: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.rest.split_at_checked(bytes).ok_or(Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    /// The next u32.
    pub fn u32(&mut self) -> Result<u32, Malformed> {
        self.take(4)?.try_into().map(u32::from_le_bytes).map_err(|_| Malformed)
    }

    /// The next i32.
    pub fn i32(&mut self) -> Result<i32, Malformed> {
        self.u32().map(|bits| bits as i32)
    }

    /// The next u64.
    pub fn u64(&mut self) -> Result<u64, Malformed> {
        self.take(8)?.try_into().map(u64::from_le_bytes).map_err(|_| Malformed)
    }

    /// The next flag, a u32 of 0 or 1.
    pub fn flag(&mut self) -> Result<bool, Malformed> {
        self.u32().map(|number| number != 0)
    }

    /// The next text, or none.
    pub fn optional_text(&mut self) -> Result<Option<Text>, Malformed> {
        let units = self.u32()?;
        if units == NONE {
            return Ok(None);
        }
        let bytes = self.take(usize::try_from(units).map_err(|_| Malformed)? * 2)?;
        let units = bytes.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect::<Vec<_>>();
        Ok(Some(Text::from(units)))
    }

    /// The next text, which must be there.
    pub fn text(&mut self) -> Result<Text, Malformed> {
        self.optional_text()?.ok_or(Malformed)
    }

    /// The next bytes, or none.
    pub fn optional_bytes(&mut self) -> Result<Option<&'a [u8]>, Malformed> {
        let bytes = self.u32()?;
        if bytes == NONE {
            return Ok(None);
        }
        self.take(usize::try_from(bytes).map_err(|_| Malformed)?).map(Some)
    }

    /// The next bytes, which must be there.
    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        self.optional_bytes()?.ok_or(Malformed)
    }
}

/// Writes a reply.
#[derive(Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Into memory that is there already.
    #[must_use]
    pub fn over(mut bytes: Vec<u8>) -> Self {
        bytes.clear();
        Self { bytes }
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Writes a u32.
    pub fn u32(&mut self, number: u32) -> &mut Self {
        self.bytes.extend(number.to_le_bytes());
        self
    }

    /// Writes an i32, such as an NTSTATUS.
    pub fn i32(&mut self, number: i32) -> &mut Self {
        self.u32(number as u32)
    }

    /// Writes a u64.
    pub fn u64(&mut self, number: u64) -> &mut Self {
        self.bytes.extend(number.to_le_bytes());
        self
    }

    /// Writes a flag as a u32.
    pub fn flag(&mut self, flag: bool) -> &mut Self {
        self.u32(u32::from(flag))
    }

    /// Writes a text.
    pub fn text(&mut self, text: &Text) -> &mut Self {
        self.u32(text.len() as u32);
        text.units().iter().for_each(|unit| self.bytes.extend(unit.to_le_bytes()));
        self
    }

    /// Writes bytes, or none.
    pub fn optional_bytes(&mut self, bytes: Option<&[u8]>) -> &mut Self {
        match bytes {
            Some(bytes) => self.bytes(bytes),
            None => self.u32(NONE),
        }
    }

    /// Writes bytes.
    pub fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.u32(bytes.len() as u32);
        self.bytes.extend(bytes);
        self
    }
}
