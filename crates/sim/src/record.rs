//! What simulators are asked, kept in a file for checks from outside while tests and the demo pass by.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use serde::Serialize;

use super::Call;

/// Names a folder: every simulator, wherever it runs, writes its calls into a file of its process there.
const FOLDER: &str = "PILOTHOUSE_SIM_RECORD";

/// A file of calls, one to a line as JSON. Clones share it.
#[derive(Debug, Clone)]
pub struct Record(Arc<Mutex<File>>);

/// A line of the file.
#[derive(Serialize)]
struct Line<'a> {
    /// Whose call it was: `aws` or `slack`.
    service: &'a str,
    #[serde(flatten)]
    call: &'a Call,
}

impl Record {
    /// Writes behind what is in the file already.
    ///
    /// # Errors
    /// When the file cannot be opened or made.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self(Arc::new(Mutex::new(file))))
    }

    /// The one that the environment asks for, if it does.
    ///
    /// # Errors
    /// When the folder or the file cannot be made.
    pub fn from_environment() -> io::Result<Option<Self>> {
        // The simulators' own tests ask for what nobody else should; that is not for others to judge.
        if cfg!(test) {
            return Ok(None);
        }
        let Some(folder) = std::env::var_os(FOLDER).filter(|folder| !folder.is_empty()) else {
            return Ok(None);
        };
        fs::create_dir_all(&folder)?;
        let name = format!("{}.jsonl", std::process::id());
        Self::open(&Path::new(&folder).join(name)).map(Some)
    }

    /// Writes one call down, in one write, so that lines stay whole whoever else appends.
    ///
    /// # Errors
    /// When the file takes no more.
    pub fn write(&self, service: &str, call: &Call) -> io::Result<()> {
        let mut line = serde_json::to_vec(&Line { service, call })?;
        line.push(b'\n');
        self.0.lock().expect("the record's lock").write_all(&line)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn many_hands_write_whole_lines_into_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.jsonl");
        let call = Call {
            at: jiff::Timestamp::UNIX_EPOCH,
            operation: "ecs.ListClusters".into(),
            scope: "111122223333".into(),
            agent: "a-client/1".into(),
            request: json!({"maxResults": 1}),
            status: 200,
            spoilt: false,
            response: json!({"clusterArns": ["x".repeat(9_000)]}),
            worked: std::time::Instant::now()..std::time::Instant::now(),
        };
        std::thread::scope(|scope| {
            for _ in 0..4 {
                // Each opens the file for itself, as other processes do.
                scope.spawn(|| {
                    let record = Record::open(&path).unwrap();
                    for _ in 0..25 {
                        record.write("aws", &call).unwrap();
                    }
                });
            }
        });
        let text = fs::read_to_string(&path).unwrap();
        let lines: Vec<Value> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 100);
        for line in lines {
            assert_eq!(line["service"], "aws");
            assert_eq!(line["operation"], "ecs.ListClusters");
            assert_eq!(line["response"], call.response);
        }
    }
}
