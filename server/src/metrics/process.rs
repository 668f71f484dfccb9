//! The process as the system sees it, under the names that every exporter uses.

use super::sheet::Sheet;
use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;
use std::fs;

/// Parts of a second in which Linux tells the time of a processor to programs (USER_HZ).
const TICKS: f64 = 100.0;

/// Reads `/proc`; what is not there is left out.
#[derive(Debug)]
pub(super) struct Process;

impl Collector for Process {
    fn encode(&self, encoder: DescriptorEncoder) -> Result<(), std::fmt::Error> {
        let mut sheet = Sheet::new(encoder);
        if let Some(kilobytes) = resident() {
            let bytes = kilobytes as f64 * 1_024.0;
            sheet.gauge("process_resident_memory_bytes", "Memory in use", bytes)?;
        }
        if let Some(ticks) = processor() {
            let seconds = ticks as f64 / TICKS;
            sheet.counter(
                "process_cpu_seconds",
                "Time on a processor since the start",
                seconds,
            )?;
        }
        if let Some(open) = fs::read_dir("/proc/self/fd").ok().map(Iterator::count) {
            sheet.gauge(
                "process_open_fds",
                "Open files and connections",
                open as f64,
            )?;
        }
        if let Some(most) = files_max() {
            sheet.gauge("process_max_fds", "How many may be open", most as f64)?;
        }
        Ok(())
    }
}

/// Kilobytes of memory in use.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Ticks on a processor, for the process and for the system on its behalf.
fn processor() -> Option<u64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program comes first, in brackets, and may hold anything.
    let (_, after) = stat.rsplit_once(')')?;
    let mut fields = after.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u64>().ok();
    Some(next()? + next()?)
}

/// The limit of open files.
fn files_max() -> Option<u64> {
    let limits = fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}
