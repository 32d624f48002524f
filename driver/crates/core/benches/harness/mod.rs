//! Measures nanoseconds a call: many rounds, of which the best counts, as anything else on the machine only adds to them.
//! A floor is measured in the same rounds, so that the two saw the same machine.
//!
//! Prints a table; with `-- --json FILE` it writes the rows there too:
//! `{"benchmark": "streams", "rows": [{"name": .., "bytes": .., "ns": .., "floor": .., "floor_ns": ..}]}`.
#![allow(dead_code, clippy::panic)]

use std::fmt::Write;
use std::time::{Duration, Instant};

/// One line of the result.
pub struct Row {
    /// What was measured.
    pub name: String,
    /// Bytes that it moves, 0 where that says nothing.
    pub bytes: usize,
    /// Nanoseconds a call in the best round.
    pub ns: f64,
    /// What it stands beside.
    pub floor: &'static str,
    /// The floor's nanoseconds a call in its best round.
    pub floor_ns: f64,
}

/// What is measured: called with one round's calls to make; returns the time that counts.
pub type Round<'a> = &'a mut dyn FnMut() -> (Duration, usize);

/// Times `calls` calls as one.
pub fn timed(calls: usize, mut call: impl FnMut(usize)) -> (Duration, usize) {
    let begin = Instant::now();
    for at in 0..calls {
        call(at);
    }
    (begin.elapsed(), calls)
}

/// Best nanoseconds a call of each, in rounds that take turns.
pub fn best_of(rounds: usize, measured: Round<'_>, floor: Round<'_>) -> (f64, f64) {
    let mut best = (f64::INFINITY, f64::INFINITY);
    for _ in 0..rounds {
        best.0 = best.0.min(per_call(measured()));
        best.1 = best.1.min(per_call(floor()));
    }
    best
}

fn per_call((time, calls): (Duration, usize)) -> f64 {
    time.as_nanos() as f64 / calls.max(1) as f64
}

/// Prints the rows, and writes them where the command line says.
pub fn report(benchmark: &str, rows: &[Row]) {
    println!("{:<44} {:>6} {:>9}   {:<22} {:>9} {:>10}", benchmark, "bytes", "ns", "beside", "ns", "difference");
    for row in rows {
        let difference = row.ns - row.floor_ns;
        println!(
            "{:<44} {:>6} {:>9.1}   {:<22} {:>9.1} {:>10.1}",
            row.name, row.bytes, row.ns, row.floor, row.floor_ns, difference
        );
    }
    let mut arguments = std::env::args().skip_while(|argument| argument != "--json").skip(1);
    if let Some(file) = arguments.next() {
        std::fs::write(&file, json(benchmark, rows)).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
}

fn json(benchmark: &str, rows: &[Row]) -> String {
    let mut text = format!("{{\"benchmark\": \"{benchmark}\", \"rows\": [");
    for (at, row) in rows.iter().enumerate() {
        let separator = if at == 0 { "\n" } else { ",\n" };
        let Row { name, bytes, ns, floor, floor_ns } = row;
        let _ = write!(
            text,
            "{separator}  {{\"name\": \"{name}\", \"bytes\": {bytes}, \"ns\": {ns:.2}, \"floor\": \"{floor}\", \"floor_ns\": {floor_ns:.2}}}"
        );
    }
    text + "\n]}\n"
}
