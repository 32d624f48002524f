//! Unload of drivers, and what they leave behind.

use std::sync::atomic::Ordering;
use std::sync::Arc;

use kernel_abi::{NTSTATUS, STATUS_INVALID_DEVICE_REQUEST, STATUS_SUCCESS};

use super::drivers::{Driver, TAG};
use crate::guest::{self, Context};

/// Ways to unload a minifilter (UNL-1), in the suite's order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// NtUnloadDriver: deferred by the I/O manager while file objects exist.
    ServiceStop,
    /// FilterUnload: the driver may refuse.
    Filter,
    /// FilterUnloadCallback with FLTFL_FILTER_UNLOAD_MANDATORY.
    FilterMandatory,
}

/// Unloads a driver. With [`Kind::ServiceStop`] success also means that it goes later, with its last file object; opens fail from
/// now on. PASSIVE_LEVEL. Source: Microsoft, "ZwUnloadDriver function (wdm.h)".
pub fn unload(cx: &Context, driver: &Arc<Driver>, kind: Kind) -> NTSTATUS {
    if driver.unload_pending() {
        return STATUS_INVALID_DEVICE_REQUEST;
    }
    if kind == Kind::ServiceStop {
        if driver.unload_routine().is_none() {
            return STATUS_INVALID_DEVICE_REQUEST;
        }
    } else {
        let status = crate::flt::filter_unload(cx, driver.image, kind == Kind::FilterMandatory);
        if status != STATUS_SUCCESS {
            return status;
        }
        driver.filter_unloaded.store(true, Ordering::Release);
    }
    if cx.machine().io.devices.begin_unload(driver) {
        unload_soon(cx, driver);
    }
    STATUS_SUCCESS
}

/// Unloads a driver that nothing refers to any more, as soon as none of its code is on this stack.
pub(super) fn unload_soon(cx: &Context, driver: &Arc<Driver>) {
    let driver = Arc::clone(driver);
    cx.after_drivers(move |cx| unload_now(cx, &driver));
}

fn unload_now(cx: &Context, driver: &Arc<Driver>) {
    if driver.unloaded.swap(true, Ordering::AcqRel) {
        return;
    }
    if !driver.filter_unloaded.load(Ordering::Acquire) {
        let machine = cx.machine();
        let system = machine.ps.thread_of_caller(machine, machine.ps.system_process());
        if let Some(routine) = driver.unload_routine() {
            cx.as_thread(system, guest::Mode::Kernel, || guest::call(driver.image, routine, &[driver.object]));
        }
    }
    discard(cx, driver, "unload");
}

/// Takes a driver that is gone, or whose load has failed, out of memory; what it has left is a finding.
pub(super) fn discard(cx: &Context, driver: &Arc<Driver>, when: &str) {
    let machine = cx.machine();
    driver.unloaded.store(true, Ordering::Release);
    for left in left_behind(cx, driver) {
        machine.verifier.finding(format!("{when}: {left}"));
    }
    machine.io.drivers.loaded.lock().retain(|loaded| !Arc::ptr_eq(loaded, driver));
    for link in links(cx, driver) {
        machine.io.namespace.remove_link(&link).unwrap_or(());
    }
    machine.io.devices.purge(cx, driver);
    machine.images.unmap(driver.image);
    machine.pool.free(cx, driver.object, TAG);
}

fn links(cx: &Context, driver: &Driver) -> Vec<crate::text::Text> {
    let names = driver.device_names();
    names.iter().flat_map(|name| cx.machine().io.namespace.links_to(name)).collect()
}

fn left_behind(cx: &Context, driver: &Driver) -> Vec<String> {
    let machine = cx.machine();
    let devices = machine.io.devices.of(driver).into_iter().filter(|device| !device.delete_pending());
    let mut left = devices.map(|device| format!("left the device {}", device.name)).collect::<Vec<_>>();
    left.extend(links(cx, driver).iter().map(|link| format!("left the link {link}")));
    left.extend(machine.io.irps.left_behind(driver.image));
    left.extend(machine.io.etw.left_behind(driver.image));
    let pool = machine.pool.usage(driver.image);
    left.extend(
        pool.iter().map(|tag| format!("left {} blocks of pool ({} bytes), tag {}", tag.blocks, tag.bytes, tag.tag)),
    );
    left.extend(machine.ps.left_behind(machine, driver.image));
    left.extend(machine.ob.left_behind(driver.image));
    left.extend(machine.flt.left_behind(driver.image));
    left.extend(machine.cm.left_behind(driver.image));
    left
}
