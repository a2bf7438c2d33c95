#!/usr/bin/env bash
# Fuzzes one target for some seconds:
#
#     fuzz/run.sh TARGET SECONDS [OPTION OF LIBFUZZER...]
#
# Inputs that reach new code are kept in target/fuzz/corpus/TARGET, those that fail in target/fuzz/artifacts/TARGET. Any
# compiler will do; RUSTUP_TOOLCHAIN=nightly takes the one that `cargo fuzz` would. To try one input again:
#
#     fuzz/run.sh TARGET 0 target/fuzz/artifacts/TARGET/crash-…
set -euo pipefail
cd "$(dirname "$0")/.."
if test $# -lt 2; then
  echo "usage: fuzz/run.sh TARGET SECONDS [OPTION OF LIBFUZZER...]" >&2
  exit 2
fi
target=$1 seconds=$2
shift 2

# What `cargo fuzz build --sanitizer none` sets: counters on every edge, comparisons traced, arithmetic checked.
flags="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
flags="$flags -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table"
flags="$flags -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing"
flags="$flags -Cllvm-args=-simplifycfg-branch-fold-threshold=0 -Cllvm-args=-sanitizer-coverage-stack-depth"
flags="$flags -Cdebug-assertions -Ccodegen-units=1"
# The versions of the crate itself, whatever they are now; only what fuzzing needs is chosen anew.
if test Cargo.lock -nt fuzz/Cargo.lock; then cp Cargo.lock fuzz/Cargo.lock; fi
host=$(rustc -vV | sed -n 's/^host: //p')
# With --target, programs that only build others are left as they are.
RUSTFLAGS=$flags cargo build --manifest-path fuzz/Cargo.toml --target-dir target/fuzz --target "$host" --release --bins
program=target/fuzz/$host/release/$target

# Some inputs to try again, and no fuzzing.
for argument in "$@"; do
  if test -e "$argument"; then exec "$program" "$@"; fi
done

# Besides the seeds, our own manual is full of constructs.
more=()
case $target in
parse | raw_html) more=(docs) ;;
esac

corpus=target/fuzz/corpus/$target artifacts=target/fuzz/artifacts/$target/
mkdir -p "$corpus" "$artifacts"
# A hang is a finding: nothing small takes ten seconds. So is memory beyond 2 GB.
exec "$program" "$corpus" "fuzz/corpus/$target" "${more[@]}" -dict="fuzz/dictionaries/$target.dict" -max_len=4096 \
  -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -artifact_prefix="$artifacts" -print_final_stats=1 "$@"
