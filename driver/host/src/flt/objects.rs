//! Filters, volumes and instances by the pointers that drivers hold, and the references that they hold them by.

use std::sync::atomic::Ordering;
use std::sync::Arc;

use super::filter::{Filter, Instance};
use super::{State, Volume};
use crate::guest::Context;
use crate::machine::ImageId;
use crate::verifier::BugCheck;

/// What a pointer of a driver stands for.
#[derive(Clone)]
pub enum Object {
    /// PFLT_FILTER.
    Filter(Arc<Filter>),
    /// PFLT_VOLUME.
    Volume(Arc<Volume>),
    /// PFLT_INSTANCE.
    Instance(Arc<Instance>),
}

impl Object {
    fn is_gone(&self) -> bool {
        match self {
            Self::Filter(filter) => filter.deleting.load(Ordering::Acquire),
            Self::Volume(volume) => !volume.is_mounted(),
            Self::Instance(instance) => instance.gone.load(Ordering::Acquire),
        }
    }

    fn words(&self) -> String {
        match self {
            Self::Filter(filter) => format!("the filter {}", filter.name),
            Self::Volume(volume) => format!("the volume {}", volume.is.device),
            Self::Instance(instance) => format!("the instance {} on {}", instance.name, instance.volume.is.device),
        }
    }
}

impl State {
    /// Counts a reference by whose code asked for it.
    pub(super) fn reference(&mut self, address: usize, by: Option<ImageId>) {
        *self.references.entry((address, by)).or_default() += 1;
    }

    /// References to an object, by anybody.
    pub(super) fn references_to(&self, address: usize) -> u64 {
        self.references.iter().filter(|((object, _), _)| *object == address).map(|(_, count)| count).sum()
    }

    /// Forgets an object that is gone, unless somebody still refers to it.
    pub(super) fn forget(&mut self, address: usize) {
        if self.references_to(address) == 0 {
            self.objects.remove(&address);
        }
    }

    fn dereference(&mut self, address: usize, by: Option<ImageId>) -> Result<(), String> {
        let Some(object) = self.objects.get(&address).cloned() else {
            return Err(format!("{address:#x} is no filter, volume or instance"));
        };
        let Some(count) = self.references.get_mut(&(address, by)) else {
            return Err(format!("no reference to {} is held", object.words()));
        };
        *count -= 1;
        if *count == 0 {
            self.references.remove(&(address, by));
        }
        if object.is_gone() {
            self.forget(address);
        }
        Ok(())
    }

    /// References that an image holds, in words.
    pub(super) fn references_of(&self, image: ImageId) -> Vec<String> {
        let of_image = self.references.iter().filter(|((_, by), _)| *by == Some(image));
        let mut held = of_image
            .map(|((address, _), count)| {
                let words = self.objects.get(address).map_or_else(|| format!("{address:#x}"), Object::words);
                format!("{count} references to {words}")
            })
            .collect::<Vec<_>>();
        held.sort();
        held
    }
}

fn object(cx: &Context, address: usize) -> Option<Object> {
    cx.machine().flt.state.lock().objects.get(&address).cloned()
}

/// The filter of a driver's pointer; anything else stops the machine.
pub(super) fn filter(cx: &Context, address: usize) -> Arc<Filter> {
    match object(cx, address) {
        Some(Object::Filter(filter)) => filter,
        _ => cx.bug_check(BugCheck::rule("PFLT_FILTER", &format!("{address:#x} is no registered filter"))),
    }
}

/// The volume of a driver's pointer; anything else stops the machine.
pub(super) fn volume(cx: &Context, address: usize) -> Arc<Volume> {
    match object(cx, address) {
        Some(Object::Volume(volume)) => volume,
        _ => cx.bug_check(BugCheck::rule("PFLT_VOLUME", &format!("{address:#x} is no volume"))),
    }
}

/// The instance of a driver's pointer; anything else stops the machine.
pub(super) fn instance(cx: &Context, address: usize) -> Arc<Instance> {
    match object(cx, address) {
        Some(Object::Instance(instance)) => instance,
        _ => cx.bug_check(BugCheck::rule("PFLT_INSTANCE", &format!("{address:#x} is no instance"))),
    }
}

services! { "fltmgr.sys";
    /// More dereferences than references stop the machine: Windows' object would be freed under its users.
    /// Source: Microsoft, "FltObjectDereference function (fltkernel.h)".
    fn FltObjectDereference(cx, object: usize), irql 1; {
        let ended = cx.machine().flt.state.lock().dereference(object, cx.image());
        match ended {
            Ok(()) => cx.machine().ke.wake_all(),
            Err(text) => cx.bug_check(BugCheck::rule("FltObjectDereference", &text)),
        }
    }

    /// Source: Microsoft, "FltObjectReference function (fltkernel.h)": STATUS_FLT_DELETING_OBJECT once it goes away.
    fn FltObjectReference(cx, address: usize) -> kernel_abi::NTSTATUS, irql 1, fails |status| status; {
        let Some(known) = object(cx, address) else {
            cx.bug_check(BugCheck::rule("FltObjectReference", &format!("{address:#x} is no filter, volume or instance")))
        };
        if known.is_gone() || matches!(&known, Object::Instance(instance) if instance.is_closing()) {
            return kernel_abi::STATUS_FLT_DELETING_OBJECT;
        }
        cx.machine().flt.state.lock().reference(address, cx.image());
        kernel_abi::STATUS_SUCCESS
    }
}
