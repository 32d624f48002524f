//! What a driver that is gone has left with the process manager.

use super::Ps;
use crate::machine::{ImageId, Machine};

impl Ps {
    /// Routines and image names that an image has not given back, in words.
    pub fn left_behind(&self, machine: &Machine, image: ImageId) -> Vec<String> {
        let routines = self.notify.of_image(image);
        let names = self.image_names.held_by(machine, image);
        let found = [(routines, "process-notify routine(s)"), (names, "image name(s) of SeLocateProcessImageName")];
        found.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect()
    }
}
