//! Volumes that file systems have mounted.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;

use kernel_abi::{
    DEVICE_TYPE, FILE_DEVICE_DISK_FILE_SYSTEM, FILE_DEVICE_MAILSLOT, FILE_DEVICE_NAMED_PIPE,
    FILE_DEVICE_NETWORK_FILE_SYSTEM, FLTFL_REGISTRATION_SUPPORT_DAX_VOLUME, FLTFL_REGISTRATION_SUPPORT_NPFS_MSFS,
    FLT_FILESYSTEM_TYPE,
};

use super::filter::Instance;
use crate::locked::Locked;
use crate::profile::VolumeKind;
use crate::text::Text;

/// What a volume lies on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Medium {
    /// A built-in disk.
    Fixed,
    /// A disk that can be taken out.
    Removable,
    /// A network file system.
    Network,
    /// The named-pipe file system.
    NamedPipe,
    /// The mailslot file system.
    Mailslot,
}

impl From<VolumeKind> for Medium {
    fn from(kind: VolumeKind) -> Self {
        match kind {
            VolumeKind::Fixed => Self::Fixed,
            VolumeKind::Removable => Self::Removable,
            VolumeKind::Network => Self::Network,
        }
    }
}

/// A volume to be mounted.
#[derive(Clone, Debug)]
pub struct NewVolume {
    /// Such as `\Device\HarddiskVolume3`.
    pub device: Text,
    /// What it lies on.
    pub medium: Medium,
    /// Such as NTFS.
    pub file_system: String,
    /// Whether it is a direct-access volume.
    pub dax: bool,
}

/// FILE_REMOVABLE_MEDIA and FILE_REMOTE_DEVICE of a device's characteristics.
const REMOVABLE: u32 = 0x1;
const REMOTE: u32 = 0x10;

/// File systems: their FLT_FSTYPE_ and the name of their driver object.
///
/// Source: Microsoft, "FLT_FILESYSTEM_TYPE enumeration (fltuserstructures.h)".
const FILE_SYSTEMS: [(&str, FLT_FILESYSTEM_TYPE, &str); 9] = [
    ("NTFS", 2, "\\FileSystem\\Ntfs"),
    ("FAT32", 3, "\\FileSystem\\Fastfat"),
    ("FAT", 3, "\\FileSystem\\Fastfat"),
    ("EXFAT", 22, "\\FileSystem\\exfat"),
    ("REFS", 28, "\\FileSystem\\Refs"),
    ("MUP", 13, "\\FileSystem\\Mup"),
    ("SMB", 13, "\\FileSystem\\Mup"),
    ("NPFS", 25, "\\FileSystem\\Npfs"),
    ("MSFS", 26, "\\FileSystem\\Msfs"),
];

impl NewVolume {
    /// Type of the volume's device, as InstanceSetup is told it.
    #[must_use]
    pub fn device_type(&self) -> DEVICE_TYPE {
        match self.medium {
            Medium::Fixed | Medium::Removable => FILE_DEVICE_DISK_FILE_SYSTEM,
            Medium::Network => FILE_DEVICE_NETWORK_FILE_SYSTEM,
            Medium::NamedPipe => FILE_DEVICE_NAMED_PIPE,
            Medium::Mailslot => FILE_DEVICE_MAILSLOT,
        }
    }

    /// Characteristics of the volume's device.
    #[must_use]
    pub fn characteristics(&self) -> u32 {
        match self.medium {
            Medium::Removable => REMOVABLE,
            Medium::Network => REMOTE,
            _ => 0,
        }
    }

    fn file_system(&self) -> (FLT_FILESYSTEM_TYPE, &'static str) {
        let known = FILE_SYSTEMS.iter().find(|(name, ..)| name.eq_ignore_ascii_case(&self.file_system));
        let fallback =
            if self.medium == Medium::Network { (13, "\\FileSystem\\Mup") } else { (0, "\\FileSystem\\Raw") };
        known.map_or(fallback, |(_, number, driver)| (*number, driver))
    }

    /// FLT_FSTYPE_ of the file system, as InstanceSetup is told it; 0 if unknown.
    #[must_use]
    pub fn file_system_type(&self) -> FLT_FILESYSTEM_TYPE {
        self.file_system().0
    }

    /// Name of the file system's driver object.
    #[must_use]
    pub fn file_system_driver(&self) -> &'static str {
        self.file_system().1
    }

    /// Whether a filter with those FLTFL_REGISTRATION_ flags is offered the volume at all.
    #[must_use]
    pub fn is_offered(&self, flags: u32) -> bool {
        let pipes = matches!(self.medium, Medium::NamedPipe | Medium::Mailslot);
        (!pipes || flags & FLTFL_REGISTRATION_SUPPORT_NPFS_MSFS != 0)
            && (!self.dax || flags & FLTFL_REGISTRATION_SUPPORT_DAX_VOLUME != 0)
    }
}

/// A mounted volume. Two mounts are two volumes, also under one name. Thread-safe.
pub struct Volume {
    /// PFLT_VOLUME.
    pub address: usize,
    /// What it is.
    pub is: NewVolume,
    gone: AtomicBool,
    stack: Locked<Arc<[Arc<Instance>]>>,
}

impl Volume {
    pub(super) fn new(address: usize, is: NewVolume) -> Arc<Self> {
        Arc::new(Self { address, is, gone: AtomicBool::new(false), stack: Locked::new(Arc::from([])) })
    }

    /// Whether it is mounted still.
    #[must_use]
    pub fn is_mounted(&self) -> bool {
        !self.gone.load(Ordering::Acquire)
    }

    pub(super) fn set_gone(&self) {
        self.gone.store(true, Ordering::Release);
    }

    /// Its instances, highest altitude first.
    pub(super) fn stack(&self) -> Arc<[Arc<Instance>]> {
        Arc::clone(&self.stack.lock())
    }

    pub(super) fn set_stack(&self, instances: Vec<Arc<Instance>>) {
        *self.stack.lock() = instances.into();
    }
}
