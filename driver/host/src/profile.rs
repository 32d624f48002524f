//! What machine is booted: the fixtures' profile, as the suite hands it over.

use serde::Deserialize;

/// A machine profile (`fixtures/.../profiles/NAME.json`).
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Profile {
    /// Such as `win11-24h2`.
    pub name: String,
    /// What RtlGetVersion answers.
    pub version: Version,
    /// Whether Secure Boot is on (PAR-1).
    pub secure_boot: bool,
    /// What is checked when a driver loads and registers (PAR-1, PAR-3).
    pub code_integrity: CodeIntegrity,
    /// Where the filter manager reads instances, below the service key (ALT-6).
    pub instances_key: String,
    /// Functions that older systems lack and this one has (CMR-2).
    pub exports: Vec<String>,
    /// `register`, `start` or `attach`: which call shows a taken altitude (ALT-2).
    pub altitude_collision: AltitudeCollision,
    /// Rules of process notify routines (HLT-1).
    pub process_notify: ProcessNotify,
    /// Present at boot; exactly one is the system volume.
    pub volumes: Vec<Volume>,
    /// Who has a hive of his own below `\REGISTRY\USER`.
    #[serde(default)]
    pub accounts: Vec<Account>,
}

/// A user of the machine.
#[derive(Clone, Debug, Deserialize)]
pub struct Account {
    /// Such as Administrator.
    pub name: String,
    /// His security identifier in text.
    pub sid: String,
}

/// What RtlGetVersion answers.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Version {
    /// 10.
    pub major: u32,
    /// 0.
    pub minor: u32,
    /// Such as 26100.
    pub build: u32,
}

/// Code integrity.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodeIntegrity {
    /// What a missing Microsoft signature leads to.
    pub model: IntegrityModel,
    /// Of the driver's image.
    pub signature: Signature,
    /// Whether the image counts as having IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY.
    pub force_integrity: bool,
}

/// The two models of PAR-1.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IntegrityModel {
    /// As Windows does: the load is refused.
    Documented,
    /// As the product's description says: process and object registration are denied.
    Seed,
}

/// Who signed the driver's image.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Signature {
    /// Nobody.
    None,
    /// A test certificate.
    Test,
    /// Microsoft.
    Microsoft,
}

/// Where a taken altitude shows first (ALT-2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AltitudeCollision {
    /// FltRegisterFilter fails.
    Register,
    /// FltStartFiltering fails.
    Start,
    /// Only the attach to a volume fails.
    Attach,
}

/// Rules of PsSetCreateProcessNotifyRoutineEx.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProcessNotify {
    /// What a second registration of one routine leads to.
    pub duplicate: Duplicate,
    /// How many routines the system takes.
    pub slots: usize,
    /// Whether the exit of a refused process is told; true unless the profile says otherwise.
    #[serde(default = "yes")]
    pub refused_exit: bool,
}

fn yes() -> bool {
    true
}

/// A second registration of one process notify routine (HLT-1).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Duplicate {
    /// STATUS_INVALID_PARAMETER, as documented.
    Refused,
    /// It takes a second slot, and the routine is called twice.
    SecondSlot,
}

/// A volume.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Volume {
    /// Such as `\Device\HarddiskVolume3`.
    pub device: String,
    /// Drive letter.
    pub letter: String,
    /// Such as NTFS.
    pub file_system: String,
    /// How it is attached.
    pub kind: VolumeKind,
    /// Whether it holds `\SystemRoot`.
    pub system: bool,
}

/// How a volume is attached (FST-5).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VolumeKind {
    /// A built-in disk.
    Fixed,
    /// A disk that can be taken out.
    Removable,
    /// A network file system.
    Network,
}

impl Profile {
    /// Reads a profile; the error says what is wrong with it.
    pub fn parse(json: &str) -> Result<Self, String> {
        let profile: Self = serde_json::from_str(json).map_err(|error| format!("machine profile: {error}"))?;
        if profile.volumes.iter().filter(|volume| volume.system).count() != 1 {
            return Err("machine profile: exactly one volume must be the system volume".into());
        }
        Ok(profile)
    }

    /// The volume that holds `\SystemRoot`; [`Profile::parse`] has seen to it that there is one.
    #[must_use]
    pub fn system_volume(&self) -> &Volume {
        self.volumes.iter().find(|volume| volume.system).unwrap_or(&self.volumes[0])
    }

    /// Whether the kernel exports one of the functions that not every system has.
    #[must_use]
    pub fn has_export(&self, function: &str) -> bool {
        self.exports.iter().any(|export| export == function)
    }
}
