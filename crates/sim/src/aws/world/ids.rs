//! Names that AWS would make up, made up the same way in every run.

use sha2::{Digest, Sha256};

/// A source of ids. The same seed gives the same ids in the same order.
#[derive(Debug, Clone)]
pub struct Ids {
    seed: String,
    given: u64,
}

impl Ids {
    /// Starts a source; two sources of different seeds share no ids.
    pub fn new(seed: impl Into<String>) -> Self {
        Self {
            seed: seed.into(),
            given: 0,
        }
    }

    /// A lower-case UUID of version 4, as CodePipeline gives to executions and approval tokens.
    pub fn uuid(&mut self) -> String {
        let hex = self.hex();
        format!(
            "{}-{}-4{}-a{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[13..16],
            &hex[17..20],
            &hex[20..32]
        )
    }

    /// 32 hex digits, as ECS gives to tasks.
    pub fn hex(&mut self) -> String {
        self.draw(b"0123456789abcdef", 32)
    }

    /// `d-` and nine upper-case characters: a CodeDeploy deployment.
    pub fn deployment(&mut self) -> String {
        format!(
            "d-{}",
            self.draw(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 9)
        )
    }

    /// `ecs-svc/` and 19 digits: an ECS deployment or task set.
    pub fn fleet(&mut self) -> String {
        format!("ecs-svc/{}", self.number())
    }

    /// 19 digits that start with one: a service revision.
    pub fn number(&mut self) -> String {
        format!("1{}", self.draw(b"0123456789", 18))
    }

    /// 21 characters of a URL: a service deployment.
    pub fn short(&mut self) -> String {
        self.draw(
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_",
            21,
        )
    }

    /// `length` (at most 32) upper-case characters and digits, as an access key ends.
    pub fn key(&mut self, length: usize) -> String {
        self.draw(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length)
    }

    /// One of `choices`, which must not be empty.
    pub fn pick<T: Copy, const N: usize>(&mut self, choices: [T; N]) -> T {
        choices[usize::from(self.bytes()[0]) % N]
    }

    fn draw(&mut self, alphabet: &[u8], length: usize) -> String {
        self.bytes()
            .iter()
            .take(length)
            .map(|byte| char::from(alphabet[usize::from(*byte) % alphabet.len()]))
            .collect()
    }

    fn bytes(&mut self) -> [u8; 32] {
        self.given += 1;
        Sha256::digest(format!("{}/{}", self.seed, self.given)).into()
    }
}
