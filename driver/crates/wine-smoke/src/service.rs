//! The driver's service: made, started, stopped and deleted through the service control manager.

use core::ffi::c_void;
use core::ptr;

use crate::win32::{self, wide};

const NAME: [u16; 15] = wide!("edr-windows-km");
const KEY_ALL_ACCESS: u32 = 0xF_003F;
const HKEY_LOCAL_MACHINE: *mut c_void = 0x8000_0002_u32 as i32 as isize as *mut c_void;
const REG_SZ: u32 = 1;
const SERVICE_STOPPED: u32 = 1;
const SERVICE_RUNNING: u32 = 4;

/// The service, opened.
pub struct Service(*mut c_void);

/// Makes the service of `C:\edr-windows-km.sys` with the instance key that an .inf would write (ALT-6); 0 or the failing error.
pub fn install() -> Result<Service, u32> {
    const SERVICE_FILE_SYSTEM_DRIVER: u32 = 2;
    const SERVICE_DEMAND_START: u32 = 3;
    const SERVICE_ERROR_NORMAL: u32 = 1;
    const ALL_ACCESS: u32 = 0xF_01FF;
    let path = wide!("C:\\edr-windows-km.sys");
    // SAFETY: this machine's default database.
    let manager = unsafe { win32::OpenSCManagerW(ptr::null(), ptr::null(), 0xF_003F) };
    if manager.is_null() {
        return Err(win32::last_error());
    }
    // SAFETY: valid arguments.
    let mut service = unsafe {
        win32::CreateServiceW(
            manager,
            NAME.as_ptr(),
            NAME.as_ptr(),
            ALL_ACCESS,
            SERVICE_FILE_SYSTEM_DRIVER,
            SERVICE_DEMAND_START,
            SERVICE_ERROR_NORMAL,
            path.as_ptr(),
            ptr::null(),
            ptr::null_mut(),
            ptr::null(),
            ptr::null(),
            ptr::null(),
        )
    };
    if service.is_null() {
        // SAFETY: valid arguments; a run before this one may have left it.
        service = unsafe { win32::OpenServiceW(manager, NAME.as_ptr(), ALL_ACCESS) };
    }
    let error = if service.is_null() { win32::last_error() } else { 0 };
    // SAFETY: open.
    unsafe { win32::CloseServiceHandle(manager) };
    if error != 0 {
        return Err(error);
    }
    write_instance_key()?;
    Ok(Service(service))
}

fn write_instance_key() -> Result<(), u32> {
    let instances = wide!("System\\CurrentControlSet\\Services\\edr-windows-km\\Parameters\\Instances");
    let instance =
        wide!("System\\CurrentControlSet\\Services\\edr-windows-km\\Parameters\\Instances\\edr-windows-km Instance");
    set_text(&instances, &wide!("DefaultInstance"), &wide!("edr-windows-km Instance"))?;
    set_text(&instance, &wide!("Altitude"), &wide!("385000"))
}

fn open_key(path: &[u16]) -> Result<*mut c_void, u32> {
    let mut key = ptr::null_mut();
    // SAFETY: valid arguments, the path with its terminator.
    let error = unsafe {
        win32::RegCreateKeyExW(
            HKEY_LOCAL_MACHINE,
            path.as_ptr(),
            0,
            ptr::null(),
            0,
            KEY_ALL_ACCESS,
            ptr::null(),
            &raw mut key,
            ptr::null_mut(),
        )
    };
    if error == 0 {
        Ok(key)
    } else {
        Err(error as u32)
    }
}

fn set_text(path: &[u16], name: &[u16], text: &[u16]) -> Result<(), u32> {
    let key = open_key(path)?;
    let length = size_of_val(text) as u32;
    // SAFETY: valid arguments, both strings with their terminators.
    let error = unsafe { win32::RegSetValueExW(key, name.as_ptr(), 0, REG_SZ, text.as_ptr().cast(), length) };
    // SAFETY: open.
    unsafe { win32::RegCloseKey(key) };
    if error == 0 {
        Ok(())
    } else {
        Err(error as u32)
    }
}

/// Whether the default instance's altitude is this text.
pub fn altitude_is(text: &[u16]) -> bool {
    let instance =
        wide!("System\\CurrentControlSet\\Services\\edr-windows-km\\Parameters\\Instances\\edr-windows-km Instance");
    let Ok(key) = open_key(&instance) else { return false };
    let mut units = [0_u16; 16];
    let (mut kind, mut length) = (0, size_of_val(&units) as u32);
    let name = wide!("Altitude");
    // SAFETY: the buffer has this many bytes.
    let error = unsafe {
        win32::RegQueryValueExW(
            key,
            name.as_ptr(),
            ptr::null_mut(),
            &raw mut kind,
            units.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    // SAFETY: open.
    unsafe { win32::RegCloseKey(key) };
    error == 0 && kind == REG_SZ && units.get(..text.len()) == Some(text)
}

impl Service {
    /// Loads the driver; the failing Win32 error.
    pub fn start(&self) -> Result<(), u32> {
        // SAFETY: the service is open.
        let started = unsafe { win32::StartServiceW(self.0, 0, ptr::null()) };
        if started == 0 {
            Err(win32::last_error())
        } else {
            Ok(())
        }
    }

    /// Unloads the driver; the failing Win32 error.
    pub fn stop(&self) -> Result<(), u32> {
        const SERVICE_CONTROL_STOP: u32 = 1;
        let mut status = [0; 7];
        // SAFETY: the service is open.
        let stopped = unsafe { win32::ControlService(self.0, SERVICE_CONTROL_STOP, &raw mut status) };
        if stopped == 0 {
            Err(win32::last_error())
        } else {
            Ok(())
        }
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        self.state() == SERVICE_RUNNING
    }

    /// Whether it has stopped.
    pub fn is_stopped(&self) -> bool {
        self.state() == SERVICE_STOPPED
    }

    fn state(&self) -> u32 {
        let mut status = [0; 7];
        // SAFETY: the service is open.
        unsafe { win32::QueryServiceStatus(self.0, &raw mut status) };
        let [_, state, ..] = status;
        state
    }

    /// Deletes the service.
    pub fn delete(self) -> bool {
        // SAFETY: the service is open.
        unsafe { win32::DeleteService(self.0) != 0 }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // SAFETY: open, and closed once.
        unsafe { win32::CloseServiceHandle(self.0) };
    }
}
