//! What a driver that is gone has left with the process manager.

use super::Ps;
use crate::machine::{ImageId, Machine};

impl Ps {
    /// Routines and image names that an image has not given back, one line each.
    pub fn left_behind(&self, machine: &Machine, image: ImageId) -> Vec<String> {
        let routines = self.notify.of_image(image);
        let names = self.image_names.held_by(machine, image);
        let found = [(routines, "process-notify routines are still registered"), (names, "image names were not freed")];
        found.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect()
    }
}
