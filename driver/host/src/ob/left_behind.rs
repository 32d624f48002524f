//! What a driver that is gone has left with the object manager.

use super::Ob;
use crate::machine::ImageId;

impl Ob {
    /// Callbacks, kernel handles and references that an image has not given back, one line each.
    pub fn left_behind(&self, image: ImageId) -> Vec<String> {
        let mut lines = Vec::new();
        let callbacks = self.callbacks.of_image(image);
        if callbacks > 0 {
            lines.push(format!("{callbacks} object callbacks are still registered"));
        }
        for (handle, entry) in self.handles.of_opener(image) {
            let whose = if handle.is_kernel() { "kernel handle" } else { "handle in a program" };
            lines.push(format!("a {whose} to a {} is still open, with access {:#x}", entry.body.kind(), entry.granted));
        }
        for (body, count) in self.objects.referenced_by(image) {
            lines.push(format!("{count} references to a {} were not given back", body.kind()));
        }
        lines
    }
}
