//! Which processes and threads there are.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::thread::ThreadId;

use super::process::default_security;
use super::{ImageNames, Notify, Process, ProcessAddress, Thread, ThreadAddress};
use crate::ke::Ke;
use crate::locked::Locked;
use crate::machine::Machine;
use crate::mm::OpaqueAddresses;
use crate::ob::{Body, Ob};
use crate::profile::Profile;
use crate::se::{Account, Token};
use crate::text::Text;

/// Id of the system process.
const SYSTEM_ID: u32 = 4;
const FIRST_ID: u32 = 1000;

/// What a new process is.
#[derive(Clone, Debug)]
pub struct Spec {
    /// NT path of its image.
    pub image: Text,
    /// What it runs with.
    pub token: Token,
    /// Whether it is a 32-bit process.
    pub wow64: bool,
    /// Whether it is a minimal or pico process.
    pub minimal: bool,
    /// Id of its parent.
    pub parent: u32,
    /// Whether all that it does it does in one thread; else each OS thread acts as a thread of its own.
    pub one_thread: bool,
}

#[derive(Default)]
struct State {
    processes: BTreeMap<u32, Arc<Process>>,
    /// Of ended processes too: an operation may still be on its way out of one.
    threads: HashMap<ThreadAddress, Arc<Thread>>,
    /// Threads of each process that runs, oldest first.
    of_process: HashMap<ProcessAddress, Vec<ThreadAddress>>,
    /// The thread of a process in which an OS thread acts.
    acting: HashMap<(ProcessAddress, Option<ThreadId>), ThreadAddress>,
    next_id: u32,
}

impl State {
    fn next_id(&mut self) -> u32 {
        self.next_id += 4;
        self.next_id - 4
    }
}

/// Processes of a machine. Ids of processes and threads count up by 4 from 1000, shared, as on Windows. Thread-safe.
pub struct Ps {
    system: Arc<Process>,
    shell: Arc<Process>,
    /// Process-notify routines.
    pub notify: Notify,
    /// Names that SeLocateProcessImageName gave.
    pub image_names: ImageNames,
    state: Locked<State>,
}

impl Ps {
    /// The system process, 4, and the shell, an administrator's.
    pub fn boot(profile: &Profile, ke: &Ke, opaque: &OpaqueAddresses, ob: &Ob) -> Self {
        let mut state = State { next_id: FIRST_ID, ..State::default() };
        let spec = |image: &str, account, parent| Spec {
            image: Text::from(image),
            token: Token::of(account),
            wow64: false,
            minimal: false,
            parent,
            one_thread: false,
        };
        let system = insert(&mut state, ob, opaque.next(), SYSTEM_ID, spec("", Account::System, 0), ke.clock.now());
        let image = format!("{}\\Windows\\explorer.exe", profile.system_volume().device);
        let id = state.next_id();
        let shell = spec(&image, Account::Administrator, SYSTEM_ID);
        let shell = insert(&mut state, ob, opaque.next(), id, shell, ke.clock.now());
        let notify = Notify::new(profile.process_notify);
        Self { system, shell, notify, image_names: ImageNames::default(), state: Locked::new(state) }
    }

    /// The system process.
    pub fn system_process(&self) -> &Arc<Process> {
        &self.system
    }

    /// The ordinary program, run by an administrator, in whose name stimuli happen that name no process.
    pub fn shell(&self) -> &Arc<Process> {
        &self.shell
    }

    /// PsLookupProcessByProcessId: a process that runs.
    pub fn process(&self, id: u32) -> Option<Arc<Process>> {
        self.state.lock().processes.get(&id).cloned()
    }

    /// All processes that run, by id.
    pub fn processes(&self) -> Vec<Arc<Process>> {
        self.state.lock().processes.values().cloned().collect()
    }

    /// A thread, of an ended process too.
    pub fn thread(&self, address: ThreadAddress) -> Option<Arc<Thread>> {
        self.state.lock().threads.get(&address).cloned()
    }

    /// The thread of a process that stands for the calling OS thread, or its only one; made at the first call.
    pub fn thread_of_caller(&self, machine: &Machine, process: &Arc<Process>) -> ThreadAddress {
        let caller = (!process.one_thread).then(|| std::thread::current().id());
        let mut state = self.state.lock();
        if let Some(known) = state.acting.get(&(process.address, caller)) {
            return *known;
        }
        let thread = state.make_thread(machine, process);
        state.acting.insert((process.address, caller), thread.address);
        thread.address
    }

    /// Starts a thread.
    pub fn make_thread(&self, machine: &Machine, process: &Arc<Process>) -> Arc<Thread> {
        self.state.lock().make_thread(machine, process)
    }

    /// Makes a process, without thread and telling nobody: see [`super::start`]. Under the id of one that has ended, or the next.
    ///
    /// # Errors
    /// If the id given is in use or was never given out.
    pub fn make_process(&self, machine: &Machine, spec: Spec, ended_id: Option<u32>) -> Result<Arc<Process>, String> {
        let mut state = self.state.lock();
        let id = match ended_id {
            Some(id) if id >= state.next_id || state.processes.contains_key(&id) => {
                return Err(format!("no ended process has the id {id}"));
            }
            Some(id) => id,
            None => state.next_id(),
        };
        Ok(insert(&mut state, &machine.ob, machine.opaque.next(), id, spec, machine.ke.clock.now()))
    }

    /// From now on the threads of the process start no request.
    pub fn mark_ended(&self, process: &Process) {
        process.ended.store(true, Ordering::Release);
    }

    /// Takes an ended process from the list, with its threads; gives the addresses of all that are gone from it. Objects live on
    /// while somebody refers to them.
    pub fn remove(&self, process: &Process) -> Vec<usize> {
        self.mark_ended(process);
        let mut state = self.state.lock();
        if state.processes.get(&process.id).is_some_and(|known| known.address == process.address) {
            state.processes.remove(&process.id);
        }
        let threads = state.of_process.remove(&process.address).unwrap_or_default();
        let mut gone = threads.into_iter().map(|thread| thread.0).collect::<Vec<_>>();
        gone.push(process.address.0);
        gone
    }
}

impl State {
    fn make_thread(&mut self, machine: &Machine, process: &Arc<Process>) -> Arc<Thread> {
        let address = ThreadAddress(machine.opaque.next());
        let thread = Arc::new(Thread { address, id: self.next_id(), process: Arc::clone(process) });
        self.threads.insert(address, Arc::clone(&thread));
        self.of_process.entry(process.address).or_default().push(address);
        machine.ob.objects.insert(address.0, Body::Thread(Arc::clone(&thread)));
        machine.ob.objects.hold(address.0);
        thread
    }
}

fn insert(state: &mut State, ob: &Ob, address: usize, id: u32, spec: Spec, created: i64) -> Arc<Process> {
    let process = Arc::new(Process {
        address: ProcessAddress(address),
        id,
        created,
        security: default_security(&spec.token),
        image: spec.image,
        token: spec.token,
        wow64: spec.wow64,
        minimal: spec.minimal,
        parent: spec.parent,
        one_thread: spec.one_thread,
        ended: AtomicBool::new(false),
    });
    ob.objects.insert(address, Body::Process(Arc::clone(&process)));
    ob.objects.hold(address);
    state.processes.insert(id, Arc::clone(&process));
    process
}
