//! The registry of a machine that has just booted, before any driver of a third party loads.

use kernel_abi::{REG_DWORD, REG_EXPAND_SZ, REG_MULTI_SZ, REG_SZ};

use super::tree::{Tree, Value, LINK_VALUE, REG_LINK};
use crate::profile::Profile;
use crate::text::Text;

const MACHINE: &str = r"\REGISTRY\MACHINE";
const CONTROL_SET: &str = r"\REGISTRY\MACHINE\SYSTEM\ControlSet001";
const USER: &str = r"\REGISTRY\USER";
const HIVES: [&str; 4] = ["HARDWARE", "SAM", "SECURITY", "SOFTWARE"];

const CONTROL: [&str; 7] = [
    "Services",
    "Enum",
    r"Control\Session Manager",
    r"Control\Lsa",
    r"Control\SecurityProviders",
    r"Control\Print\Monitors",
    r"Control\Print\Providers",
];

/// Below SOFTWARE, in both views and for each user.
const PROGRAMS: [&str; 7] = [
    r"Microsoft\Windows\CurrentVersion\Run",
    r"Microsoft\Windows\CurrentVersion\RunOnce",
    r"Microsoft\Windows\CurrentVersion\Policies\Explorer",
    r"Microsoft\Windows\CurrentVersion\Explorer",
    r"Microsoft\Windows NT\CurrentVersion\Winlogon",
    r"Microsoft\Windows NT\CurrentVersion\Windows",
    r"Microsoft\Active Setup\Installed Components",
];

/// Below the machine's SOFTWARE, in the 64-bit view alone.
const SOFTWARE: [&str; 6] = [
    r"Microsoft\Netsh",
    r"Microsoft\Windows NT\CurrentVersion\Image File Execution Options",
    r"Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tree",
    r"Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache\Tasks",
    r"Classes\CLSID",
    r"Classes\WOW6432Node\CLSID",
];

/// The service under which the driver under test is installed, and its altitude.
const SERVICE: &str = "edr-windows-km";
const ALTITUDE: &str = "385000";

/// The keys and values of a fresh Windows with the driver installed as its .inf does it.
pub(super) fn hives(profile: &Profile) -> Tree {
    let mut tree = Tree::default();
    HIVES.iter().for_each(|hive| tree.make_path(&format!(r"{MACHINE}\{hive}")));
    system(&mut tree);
    for view in ["SOFTWARE", r"SOFTWARE\WOW6432Node"] {
        PROGRAMS.iter().for_each(|key| tree.make_path(&format!(r"{MACHINE}\{view}\{key}")));
    }
    SOFTWARE.iter().for_each(|key| tree.make_path(&format!(r"{MACHINE}\SOFTWARE\{key}")));
    tree.make_path(&format!(r"{USER}\.DEFAULT"));
    profile.accounts.iter().for_each(|account| user(&mut tree, &account.sid));
    tree.install(SERVICE, &profile.instances_key, ALTITUDE);
    tree
}

fn system(tree: &mut Tree) {
    CONTROL.iter().for_each(|key| tree.make_path(&format!(r"{CONTROL_SET}\{key}")));
    tree.make_link(&format!(r"{MACHINE}\SYSTEM\CurrentControlSet"), CONTROL_SET);
    for (value, set) in [("Current", 1), ("Default", 1), ("Failed", 0), ("LastKnownGood", 1)] {
        tree.set_dword(&format!(r"{MACHINE}\SYSTEM\Select"), value, set);
    }
}

fn user(tree: &mut Tree, sid: &str) {
    let home = format!(r"{USER}\{sid}");
    PROGRAMS.iter().for_each(|key| tree.make_path(&format!(r"{home}\SOFTWARE\{key}")));
    for key in [r"\Environment", r"\Control Panel\Desktop", r"_Classes\CLSID", r"_Classes\WOW6432Node\CLSID"] {
        tree.make_path(&format!("{home}{key}"));
    }
    tree.make_link(&format!(r"{home}\SOFTWARE\Classes"), &format!("{home}_Classes"));
}

impl Tree {
    fn make_path(&mut self, path: &str) {
        self.ensure(&path.into());
    }

    fn make_link(&mut self, path: &str, target: &str) {
        let key = self.ensure(&path.into());
        self.node_mut(key).link = true;
        let data = target.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.set_value(key, Value { name: LINK_VALUE.into(), kind: REG_LINK, data });
    }

    fn set_dword(&mut self, path: &str, name: &str, number: u32) {
        let key = self.ensure(&path.into());
        self.set_value(key, Value { name: name.into(), kind: REG_DWORD, data: number.to_le_bytes().into() });
    }

    fn set_string(&mut self, path: &str, name: &str, kind: u32, text: &str) {
        let key = self.ensure(&path.into());
        let data = text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        self.set_value(key, Value { name: name.into(), kind, data });
    }

    /// Installs a minifilter, as its .inf does.
    ///
    /// `instances_key` is `Instances` or `Parameters\Instances`, where this Windows' filter manager looks for them.
    pub(super) fn install(&mut self, service: &str, instances_key: &str, altitude: &str) {
        let key = format!(r"{CONTROL_SET}\Services\{service}");
        for (name, number) in [("Type", 2), ("Start", 3), ("ErrorControl", 1)] {
            self.set_dword(&key, name, number);
        }
        self.set_string(&key, "ImagePath", REG_EXPAND_SZ, &format!(r"\SystemRoot\System32\drivers\{service}.sys"));
        self.set_string(&key, "DisplayName", REG_SZ, service);
        self.set_string(&key, "Group", REG_SZ, "FSFilter Activity Monitor");
        self.set_string(&key, "DependOnService", REG_MULTI_SZ, "FltMgr\0");
        let features = if instances_key.contains('\\') { format!(r"{key}\Parameters") } else { key.clone() };
        self.set_dword(&features, "SupportedFeatures", 3);
        let (instances, instance) = (format!(r"{key}\{instances_key}"), format!("{service} Instance"));
        self.set_string(&instances, "DefaultInstance", REG_SZ, &instance);
        self.set_string(&format!(r"{instances}\{instance}"), "Altitude", REG_SZ, altitude);
        self.set_dword(&format!(r"{instances}\{instance}"), "Flags", 0);
    }
}

/// Text of a string value, without its terminator.
pub(super) fn text_of(data: &[u8]) -> Text {
    let units = data.chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    Text::from(units.take_while(|unit| *unit != 0).collect::<Vec<_>>())
}
