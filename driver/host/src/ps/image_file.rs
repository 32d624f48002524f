//! The file object of a process's image, which PS_CREATE_NOTIFY_INFO shows.

use kernel_abi::{FILE_OBJECT, UNICODE_STRING};

use crate::text::Text;

/// Type of a file object.
const IO_TYPE_FILE: i16 = 5;

/// A file object that names an image. Stays at its address.
pub struct ImageFile {
    object: Box<FILE_OBJECT>,
    /// What FileName points to.
    _name: Box<[u16]>,
}

// Filled once; drivers read it.
unsafe impl Send for ImageFile {}
unsafe impl Sync for ImageFile {}

impl ImageFile {
    /// Of an image by its NT path: FileName is the part behind the volume's device.
    #[must_use]
    pub fn of(path: &Text) -> Self {
        let mut separators = path.units().iter().enumerate().filter(|(_, unit)| **unit == u16::from(b'\\'));
        let start = separators.nth(2).map_or(0, |(at, _)| at);
        let mut name: Box<[u16]> = path.units()[start..].into();
        let length = u16::try_from(name.len() * 2).unwrap_or(u16::MAX - 1);
        let mut object: Box<FILE_OBJECT> = Box::new(unsafe { std::mem::zeroed() });
        object.Type = IO_TYPE_FILE;
        object.Size = size_of::<FILE_OBJECT>() as i16;
        object.ReadAccess = 1;
        object.SharedRead = 1;
        object.SharedDelete = 1;
        object.FileName = UNICODE_STRING { Length: length, MaximumLength: length, Buffer: name.as_mut_ptr() };
        Self { object, _name: name }
    }

    /// Where it lies.
    #[must_use]
    pub fn address(&self) -> usize {
        std::ptr::from_ref(&*self.object) as usize
    }
}
