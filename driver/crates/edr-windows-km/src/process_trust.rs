//! Who is trusted and who is protected, by image at creation (POL-1, PRC-3).
//!
//! The system is asked for the image each time. That is cheap enough (STR-12): SeLocateProcessImageName copies a string that the
//! kernel keeps with the process since its creation, one paged allocation of some hundred bytes, without I/O, and it is asked only
//! when a user-mode handle with stripped bits is opened, or a blocked key is written to. So processes from before the driver count
//! too, and there is no cache that could take one process for another. Stated limit: where that allocation fails, the process counts as
//! neither protected nor trusted.

use crate::driver_state::DriverState;
use crate::kernel::ps::{self, ImageName, Process};

/// Process 4: the system's own.
const SYSTEM_PROCESS_ID: u32 = 4;

/// Whether OBJ-1 protects the process. IRQL: PASSIVE_LEVEL.
pub fn is_protected(driver: &DriverState, process: Process<'_>) -> bool {
    let volume = driver.registrations().system_volume().device_name();
    let images = driver.policy().protected_images();
    // STR-12: where nothing can match no name is asked for.
    images.can_match(volume) && ImageName::of(process).is_some_and(|image| images.matches(volume, image.units()))
}

/// Whether a process may do what others may not. IRQL: PASSIVE_LEVEL.
pub fn is_trusted(driver: &DriverState, process: Process<'_>) -> bool {
    let volume = driver.registrations().system_volume().device_name();
    let matches = |image: ImageName| driver.policy().is_trusted_image(volume, image.units());
    process.id() == SYSTEM_PROCESS_ID
        || driver.policy().can_trust_image(volume) && ImageName::of(process).is_some_and(matches)
}

/// POL-1: whether the calling thread's request is let pass, for its mode or its process. IRQL: PASSIVE_LEVEL.
pub fn is_caller_trusted(driver: &DriverState) -> bool {
    ps::is_previous_mode_kernel() || is_trusted(driver, Process::current())
}
