//! The demo: the proxy with its stand-ins on this machine, and one address to open.

use std::{thread, time::Duration};

use self::{
    folder::Folder,
    ports::Ports,
    system::{Programs, System},
};
use crate::{
    build, interrupt,
    progress::{Progress, line},
    project::Project,
};

mod config;
mod folder;
mod health;
mod ports;
mod smoke;
mod system;

pub(crate) use self::smoke::smoke;

/// How often the running system is looked after.
const LOOK: Duration = Duration::from_millis(150);

/// Starts everything and keeps it running until somebody asks to stop.
pub(crate) fn show(project: &Project, progress: &Progress, port_base: u16) -> anyhow::Result<()> {
    // Before the long work: a taken port is known at once.
    let ports = Ports::in_a_row(port_base)?;
    let services = build::everything(project, progress)?;
    let folder = Folder::at(project.path(".demo"))?;
    let mut system = System::start(&Programs { project, services: &services }, &folder, &ports)?;
    line(welcome(&ports, &folder));
    while !interrupt::requested() {
        system.check()?;
        thread::sleep(LOOK);
    }
    line("\nStopping …");
    system.stop();
    line("Everything is stopped. The demo's data is kept in .demo/ for the next time.");
    Ok(())
}

fn welcome(ports: &Ports, folder: &Folder) -> String {
    format!(
        "
Fustlink is running. Open   {order_screen}

Three things to try
  1. Open an order: beside its lines stands what this customer holds, what the order adds, and what it will be.
  2. Switch to another customer of the list: the balance follows without a reload.
  3. Confirm the delivery with a different count, add a remark, and watch each line until it is saved.

Logs are in {logs}; Ctrl-C stops everything.
",
        order_screen = ports.order_screen.url(),
        logs = folder.logs().display(),
    )
}
