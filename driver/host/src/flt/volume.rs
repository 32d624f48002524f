//! Volumes that file systems have mounted.

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

/// A mounted volume. Two mounts are two volumes, also under one name. Thread-safe.
pub struct Volume {
    /// PFLT_VOLUME.
    pub address: usize,
    /// What it is.
    pub is: NewVolume,
}
