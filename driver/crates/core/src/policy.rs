//! What the driver protects, reports and refuses (contract section 5), ready to be matched against.
//!
//! ```text
//! registry values --policy_parser--> entries --policy_builder--> Policy
//!                                                                  |- ImageMatch x 3: whole paths         (image_match)
//!                                                                  |- KeyPolicy: KeyMatch x 2             (key_policy, key_match, key_tree)
//!                                                                  |- PathMatch: extensions, directories  (path_match, directory_tree, opened_name)
//!                                                                  `- access bits                         (access_mask)
//! ```
//!
//! All of it lies in two stretches of memory that the caller gives once (`arena`): rows for hash tables (`text_table`,
//! `step_table`), nodes and sets (`entry_set`), and units for texts in upper case. The defaults take 47 KiB, and the largest
//! policy that the limits of POL-2 allow less than 40 MiB. A match hashes each component of a name once and, but for
//! collisions, compares it with one text at most, so its cost doesn't grow with the number of entries; it allocates
//! nothing, takes no lock, and its stack is below 256 bytes. Names are matched whole, as the system gives them (EVT-1).

use crate::image_match::ImageMatch;
use crate::key_policy::KeyPolicy;
use crate::path_match::PathMatch;

/// A policy that [`crate::policy_builder::build`] made. Lies in the memory that was given there and is read only from then on:
/// any number of threads match at once, at any IRQL, without lock and without memory.
#[derive(Clone, Copy)]
pub struct Policy<'a> {
    pub(crate) protected_images: ImageMatch<'a>,
    pub(crate) trusted_images: ImageMatch<'a>,
    pub(crate) blocked_images: ImageMatch<'a>,
    pub(crate) keys: KeyPolicy<'a>,
    pub(crate) files: PathMatch<'a>,
    pub(crate) stripped_access: u32,
}

impl<'a> Policy<'a> {
    /// Images of protected processes (OBJ-1).
    #[must_use]
    pub fn protected_images(&self) -> &ImageMatch<'a> {
        &self.protected_images
    }

    /// Images that are refused (PRC-2), without those that never are (POL-1).
    #[must_use]
    pub fn blocked_images(&self) -> &ImageMatch<'a> {
        &self.blocked_images
    }

    /// POL-1: whether a process of this image is trusted, as listed or as protected. Process 4 and requests of the kernel
    /// are trusted without asking.
    ///
    /// `system_volume`: as [`ImageMatch::matches`] takes it.
    #[must_use]
    pub fn is_trusted_image(&self, system_volume: Option<&[u16]>, image: &[u16]) -> bool {
        self.trusted_images.matches(system_volume, image) || self.protected_images.matches(system_volume, image)
    }

    /// Whether [`Self::is_trusted_image`] can be true, so that an image is worth asking for (STR-12).
    #[must_use]
    pub fn can_trust_image(&self, system_volume: Option<&[u16]>) -> bool {
        self.trusted_images.can_match(system_volume) || self.protected_images.can_match(system_volume)
    }

    /// Monitored and blocked keys (REG-1, REG-2, REG-4).
    #[must_use]
    pub fn keys(&self) -> &KeyPolicy<'a> {
        &self.keys
    }

    /// Files that are reported (FIL-1).
    #[must_use]
    pub fn files(&self) -> &PathMatch<'a> {
        &self.files
    }

    /// Access bits that a handle to a protected process loses (OBJ-6).
    #[must_use]
    pub fn stripped_access(&self) -> u32 {
        self.stripped_access
    }
}
