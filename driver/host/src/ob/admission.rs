//! Whether a driver's routine may be registered as a process-notify routine or object callback.

use kernel_abi::{NTSTATUS, STATUS_ACCESS_DENIED};

use crate::guest::Context;
use crate::machine::ImageId;
use crate::profile::{IntegrityModel, Profile, Signature};

/// MmVerifyCallbackFunctionFlags: the image whose routine it is. Code of a caller that no loader knows (a test's) is taken to be
/// its own.
///
/// # Errors
/// STATUS_ACCESS_DENIED: outside any image, an image without IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY (PAR-3), or the seed's rule
/// (PAR-1). Source: Microsoft, "PsSetCreateProcessNotifyRoutineEx function (ntddk.h)", "ObRegisterCallbacks function (wdm.h)".
pub fn admit(cx: &Context, routine: usize) -> Result<ImageId, NTSTATUS> {
    let images = &cx.machine().images;
    let Some(id) = images.containing(routine) else {
        let caller = cx.image().filter(|caller| images.image(*caller).is_none());
        return caller.ok_or(STATUS_ACCESS_DENIED);
    };
    let flagged = images.image(id).is_some_and(|image| image.force_integrity());
    let admitted = flagged && (id != images.tested() || is_admitted(&cx.machine().profile));
    if admitted {
        Ok(id)
    } else {
        Err(STATUS_ACCESS_DENIED)
    }
}

/// What the profile says of the driver under test.
fn is_admitted(profile: &Profile) -> bool {
    let integrity = profile.code_integrity;
    let denied_by_seed =
        integrity.model == IntegrityModel::Seed && profile.secure_boot && integrity.signature != Signature::Microsoft;
    integrity.force_integrity && !denied_by_seed
}
