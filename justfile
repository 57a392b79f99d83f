# What is done often. `just` alone lists it.

_list:
    @just --list

# What CI runs.
gate:
    .ci/run

# Every test.
test:
    cargo test --locked

# Read new snapshots before they are accepted.
review:
    cargo insta review

# The figures of the README, in release.
bench:
    cargo bench --locked

# A story in the terminal.
demo:
    cargo run --locked -- demo --tell

# Five minutes of fuzzing for each decoder.
fuzz:
    fuzz/run 300
