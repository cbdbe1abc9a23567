//! The three services of the demo, from the first start to the last stop.

use std::{
    fs,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;

use super::{
    config,
    folder::Folder,
    health::{Answer, Question, ask},
    ports::{Address, Ports},
};
use crate::{
    build::Services,
    interrupt, progress,
    project::Project,
    run::{self, Running},
    trouble::Trouble,
};

/// How long a service may take until it is ready. A first start seeds a world or makes a database.
const PATIENCE: Duration = Duration::from_mins(1);

/// How often it is asked meanwhile.
const PAUSE: Duration = Duration::from_millis(50);

/// What is started.
pub(super) struct Programs<'a> {
    /// Where the widget, the embed module and the mapping are.
    pub(super) project: &'a Project,
    /// The built services.
    pub(super) services: &'a Services,
}

/// The running services. Dropping it stops them all.
pub(super) struct System {
    services: Vec<Service>,
}

struct Service {
    name: &'static str,
    running: Running,
}

impl System {
    /// Starts the stand-in for TrackOnline, the proxy and the order screen, each once the one before is ready.
    pub(super) fn start(programs: &Programs<'_>, folder: &Folder, ports: &Ports) -> anyhow::Result<Self> {
        let key = folder.key()?;
        let file = folder.inside("fustlink.toml");
        fs::write(&file, config::proxy(programs.project, folder, ports))
            .with_context(|| format!("{} cannot be written", file.display()))?;

        let mut system = Self { services: Vec::new() };
        let mut trackonline = run::command(&programs.services.sandbox);
        trackonline
            .args(["trackonline", "--listen", &ports.trackonline.to_string(), "--licence", config::LICENCE])
            .arg("--state")
            .arg(folder.inside("trackonline"))
            .args(["--key", &key]);
        let question =
            Question { address: ports.trackonline, path: "/api/v1/status", header: Some(("X-ApiKey", key)) };
        system.add("trackonline", &mut trackonline, folder, &question)?;

        let mut proxy = run::command(&programs.services.fustlink);
        proxy.args(["serve", "--config"]).arg(&file);
        system.add("proxy", &mut proxy, folder, &plain(ports.proxy, "/health/ready"))?;

        let mut screen = run::command(&programs.services.sandbox);
        screen
            .args(["order-screen", "--listen", &ports.order_screen.to_string()])
            .args(["--proxy", &ports.proxy.url(), "--tenant", config::TENANT])
            .arg("--state")
            .arg(folder.inside("order-screen"));
        system.add("order-screen", &mut screen, folder, &plain(ports.order_screen, "/health"))?;
        Ok(system)
    }

    fn add(
        &mut self,
        name: &'static str,
        command: &mut Command,
        folder: &Folder,
        question: &Question,
    ) -> anyhow::Result<()> {
        command.current_dir(folder.path());
        let running = Running::start(command, &folder.logs().join(format!("{name}.log")))?;
        self.services.push(Service { name, running });
        let started = Instant::now();
        loop {
            interrupt::check()?;
            self.check()?;
            match ask(question) {
                Answer::Ready => break,
                Answer::NotYet(said) if started.elapsed() > PATIENCE => {
                    return Err(self.not_ready(name, &format!("it answers “{said}”")));
                }
                Answer::Silent if started.elapsed() > PATIENCE => {
                    return Err(self.not_ready(name, "it does not answer"));
                }
                Answer::NotYet(_) | Answer::Silent => thread::sleep(PAUSE),
            }
        }
        progress::ready(spoken(name), format_args!("listens on {}", question.address.url()));
        Ok(())
    }

    fn not_ready(&self, name: &str, why: &str) -> anyhow::Error {
        let trouble =
            Trouble::new(format!("{} is not ready after {} s: {why}.", spoken(name), PATIENCE.as_secs()));
        match self.services.iter().find(|service| service.name == name) {
            Some(service) => trouble.output(service.running.tail(), service.running.log()).into(),
            None => trouble.into(),
        }
    }

    /// Fails if one of the services has ended by itself.
    pub(super) fn check(&mut self) -> anyhow::Result<()> {
        for service in &mut self.services {
            let Some(status) = service.running.ended()? else { continue };
            service.running.hear_out();
            return Err(Trouble::new(format!("{} has ended by itself ({status}).", spoken(service.name)))
                .output(service.running.tail(), service.running.log())
                .remedy("its last words say why; deleting .demo/ begins afresh")
                .into());
        }
        Ok(())
    }

    /// Stops all, the last one started first, so that nobody asks a service that is gone.
    pub(super) fn stop(&mut self) {
        while let Some(mut service) = self.services.pop() {
            service.running.stop();
        }
    }
}

impl Drop for System {
    fn drop(&mut self) {
        self.stop();
    }
}

fn plain(address: Address, path: &'static str) -> Question {
    Question { address, path, header: None }
}

fn spoken(name: &str) -> &str {
    match name {
        "trackonline" => "TrackOnline's stand-in",
        "proxy" => "Fustlink's proxy",
        "order-screen" => "The order screen",
        other => other,
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_service_that_dies_is_reported_with_its_last_words() {
        let path = std::env::temp_dir().join(format!("fustlink-demo-system-{}", std::process::id()));
        let folder = Folder::at(path.clone()).expect("a folder");
        let mut command = run::command("sh");
        command.args(["-c", "echo the database is locked >&2; exit 3"]);
        let question = plain(Ports::free().expect("ports").proxy, "/health/ready");
        let mut system = System { services: Vec::new() };
        let error =
            system.add("proxy", &mut command, &folder, &question).expect_err("it has ended").to_string();
        assert!(error.starts_with("Fustlink's proxy has ended by itself"), "{error}");
        assert!(error.contains("| the database is locked"), "{error}");
        fs::remove_dir_all(path).expect("the folder can be removed");
    }
}
