//! What a driver that is gone has left with the object manager.

use super::Ob;
use crate::machine::ImageId;

impl Ob {
    /// Callbacks, handles and references that an image has not given back, in words.
    pub fn left_behind(&self, image: ImageId) -> Vec<String> {
        let mut left = Vec::new();
        match self.callbacks.of_image(image) {
            0 => {}
            1 => left.push("an object callback".to_owned()),
            count => left.push(format!("{count} object callbacks")),
        }
        for (handle, entry) in self.handles.of_opener(image) {
            let whose = if handle.is_kernel() { "kernel handle" } else { "handle of a program" };
            left.push(format!("a {whose} to a {}, with access {:#x}", entry.body.kind(), entry.granted));
        }
        for (body, count) in self.objects.referenced_by(image) {
            left.push(format!("{count} reference(s) to a {}", body.kind()));
        }
        left
    }
}
