//! Keys and values: what a fresh Windows has, and how names lead to them.

use edrkm_host::cm::{Cm, Value};
use edrkm_host::machine::{Machine, Options};
use edrkm_host::text::Text;
use std::sync::Arc;

fn boot(profile: &str) -> Arc<Machine> {
    let file = format!(
        "{}/../../fixtures/src/main/resources/dev/auroraedr/km/fixtures/profiles/{profile}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let profile = std::fs::read_to_string(file).unwrap();
    Machine::boot(&profile, Options { seed: 1, deterministic: true, special_pool: true }).unwrap()
}

fn string(cm: &Cm, key: &str, value: &str) -> Option<String> {
    cm.string(&key.into(), &value.into()).map(|text| text.to_string())
}

#[test]
fn a_fresh_machine_has_the_driver_installed_where_its_windows_looks() {
    let instances = |profile, key: &str| {
        let key = format!(r"\REGISTRY\MACHINE\SYSTEM\CurrentControlSet\Services\edr-windows-km\{key}");
        let machine = boot(profile);
        let default = string(&machine.cm, &key, "DefaultInstance")?;
        string(&machine.cm, &format!(r"{key}\{default}"), "Altitude")
    };
    assert_eq!(instances("win11-24h2", r"Parameters\Instances").as_deref(), Some("385000"));
    assert_eq!(instances("win11-24h2", "Instances"), None);
    assert_eq!(instances("win10-22h2", "Instances").as_deref(), Some("385000"));
}

#[test]
fn keys_are_found_without_regard_to_case_and_keep_theirs() {
    let machine = boot("win11-24h2");
    let key = machine.cm.find(&r"\registry\machine\software\MICROSOFT\netsh".into()).unwrap();
    assert_eq!(machine.cm.path(key).to_string(), r"\REGISTRY\MACHINE\SOFTWARE\Microsoft\Netsh");
    let key = machine.cm.find(&r"\REGISTRY\MACHINE\SYSTEM\currentcontrolset\services".into()).unwrap();
    assert_eq!(machine.cm.path(key).to_string(), r"\REGISTRY\MACHINE\SYSTEM\ControlSet001\Services");
    assert!(machine.cm.find(&r"\Device\Null".into()).is_none());
    assert!(machine.cm.find(&r"\REGISTRY\USER\S-1-5-18\Environment".into()).is_some());
}

#[test]
fn a_value_that_is_set_again_keeps_the_case_of_its_name() {
    let machine = boot("win11-24h2");
    let key = Text::from(r"\REGISTRY\MACHINE\SOFTWARE\Aurora");
    let put = |name: &str, data: u8| machine.cm.put(&key, Value { name: name.into(), kind: 3, data: vec![data] });
    put("Größe", 1);
    put("gRÖSSE", 2);
    put("GRÖßE", 3);
    let values = machine.cm.values(&key);
    let seen = values.iter().map(|value| (value.name.to_string(), value.data[0])).collect::<Vec<_>>();
    assert_eq!(seen, [("Größe".to_owned(), 3), ("gRÖSSE".to_owned(), 2)]);
}
