//! Asking a service whether it is ready, over plain HTTP on this machine.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use super::ports::Address;

/// A service on this machine that takes longer than this is not ready.
const PATIENCE: Duration = Duration::from_secs(3);

/// A question that a service answers with 200 once it is ready.
#[derive(Clone, Debug)]
pub(super) struct Question {
    /// Whom to ask.
    pub(super) address: Address,
    /// What to ask for.
    pub(super) path: &'static str,
    /// A header to send, name and value.
    pub(super) header: Option<(&'static str, String)>,
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is ready.
    Ready,
    /// It answers, but not with 200: what it says.
    NotYet(String),
    /// It does not answer.
    Silent,
}

/// Asks once.
pub(super) fn ask(question: &Question) -> Answer {
    match response(question) {
        Ok(response) => judge(&response),
        Err(_) => Answer::Silent,
    }
}

fn response(question: &Question) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&question.address.socket().into(), PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let header =
        question.header.as_ref().map(|(name, value)| format!("{name}: {value}\r\n")).unwrap_or_default();
    let request = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nAccept: */*\r\n{header}Connection: close\r\n\r\n",
        question.path, question.address
    );
    stream.write_all(request.as_bytes())?;
    let mut response = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut response)?;
    Ok(String::from_utf8_lossy(&response).into_owned())
}

fn judge(response: &str) -> Answer {
    let status = response.split_whitespace().nth(1);
    match status {
        Some("200" | "204") => Answer::Ready,
        Some(status) => {
            let body = response.split_once("\r\n\r\n").map_or("", |(_, body)| body).trim();
            Answer::NotYet(format!("{status} {body}").trim().to_owned())
        }
        None => Answer::Silent,
    }
}

#[cfg(test)]
mod tests {
    use std::{net::TcpListener, thread};

    use super::{super::ports::Ports, *};

    #[test]
    fn only_success_counts_as_ready() {
        assert_eq!(judge("HTTP/1.1 200 OK\r\n\r\nfine"), Answer::Ready);
        assert_eq!(
            judge("HTTP/1.1 503 Service Unavailable\r\nx: y\r\n\r\nno database"),
            Answer::NotYet("503 no database".to_owned())
        );
        assert_eq!(judge(""), Answer::Silent);
    }

    #[test]
    fn a_service_is_asked_with_its_key() {
        let address = Ports::free().expect("ports").proxy;
        let question = Question { address, path: "/health", header: Some(("X-ApiKey", "secret".to_owned())) };
        assert_eq!(ask(&question), Answer::Silent, "nobody listens yet");

        let listener = TcpListener::bind(address.socket()).expect("the port is free");
        let service = thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("somebody asks");
            let mut request = vec![0; 1024];
            let count = stream.read(&mut request).expect("a request");
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").expect("an answer");
            String::from_utf8_lossy(request.get(..count).expect("what was read")).into_owned()
        });
        assert_eq!(ask(&question), Answer::Ready);
        let request = service.join().expect("the service ends");
        assert!(request.starts_with("GET /health HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("X-ApiKey: secret\r\n"), "{request}");
    }
}
