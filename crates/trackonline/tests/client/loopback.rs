//! A server of one thread per connection that answers with what a test hands it, byte by byte if it likes.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use trackonline::{Assumptions, Auth, Client, ClientSettings, Limits};

/// The key of every test; it must turn up in the header and nowhere else.
pub(crate) const KEY: &str = "canary-key-0123456789";

/// What the server does with one request.
pub(crate) enum Reply {
    /// Writes these bytes and closes.
    Bytes(Vec<u8>),
    /// Writes the first bytes, then the others one by one with a pause before each.
    Drip(Vec<u8>, Vec<u8>, Duration),
    /// Writes the first bytes, then a letter again and again until nobody listens.
    Flood(Vec<u8>),
    /// Closes without a word.
    Close,
    /// Says nothing for this long.
    Silence(Duration),
}

/// An answer with a JSON body.
pub(crate) fn json(status: u16, body: &str) -> Reply {
    with_headers(status, "content-type: application/json\r\n", body)
}

/// An answer with headers of its own, each ended by a line break.
pub(crate) fn with_headers(status: u16, headers: &str, body: &str) -> Reply {
    let length = body.len();
    Reply::Bytes(
        format!(
            "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        )
        .into(),
    )
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Method and address.
    pub(crate) line: String,
    /// The headers, each as `name: value` with a small name.
    pub(crate) headers: Vec<String>,
    /// The body.
    pub(crate) body: String,
}

impl Request {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }
}

/// The server. It ends with the test's process.
pub(crate) struct Server {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// A server that answers the first request with the first reply and so on, and then with 418.
    pub(crate) fn with(replies: Vec<Reply>) -> Self {
        let mut replies = replies.into_iter();
        Self::answering(move |_| replies.next().unwrap_or_else(|| json(418, "\"no reply left\"")))
    }

    /// A server that answers each request as a function says.
    pub(crate) fn answering(answer: impl FnMut(&Request) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&requests), Arc::new(Mutex::new(answer)));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer) = (Arc::clone(&seen), Arc::clone(&answer));
                std::thread::spawn(move || {
                    let Some(request) = read(&stream) else { return };
                    seen.lock().unwrap().push(request.clone());
                    let reply = (answer.lock().unwrap())(&request);
                    // A client that has heard enough hangs up; that is its right.
                    let _ = write(stream, reply);
                });
            }
        });
        Self { address, requests }
    }

    /// What came so far.
    pub(crate) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// Its base address.
    pub(crate) fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client of it, with the key and short limits.
    pub(crate) fn client(&self) -> Client {
        self.client_with(Assumptions::default())
    }

    /// A client of it that assumes otherwise.
    pub(crate) fn client_with(&self, assumptions: Assumptions) -> Client {
        Client::new(ClientSettings {
            base_url: self.base().parse().unwrap(),
            auth: Auth::ApiKey(KEY.into()),
            assumptions,
            limits: limits(),
        })
        .unwrap()
    }
}

/// Limits that a test can wait for, and a machine under load can keep.
pub(crate) fn limits() -> Limits {
    Limits {
        connect: Duration::from_secs(5),
        head: Duration::from_secs(5),
        body: Duration::from_secs(5),
        body_bytes: 64 * 1024,
        download_bytes: 64 * 1024,
        ..Limits::default()
    }
}

/// An address on this machine where nobody listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

fn read(stream: &TcpStream) -> Option<Request> {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let line = lines.remove(0);
    let mut request = Request { line, headers: lines, body: String::new() };
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    request.body = String::from_utf8(body).unwrap();
    Some(request)
}

fn write(mut stream: TcpStream, reply: Reply) -> std::io::Result<()> {
    match reply {
        Reply::Bytes(bytes) => stream.write_all(&bytes),
        Reply::Drip(first, rest, pause) => {
            stream.write_all(&first)?;
            for byte in rest {
                std::thread::sleep(pause);
                stream.write_all(&[byte])?;
            }
            Ok(())
        }
        Reply::Flood(first) => {
            stream.write_all(&first)?;
            loop {
                stream.write_all(&[b'x'; 4096])?;
            }
        }
        Reply::Close => Ok(()),
        Reply::Silence(time) => {
            std::thread::sleep(time);
            Ok(())
        }
    }
}
