//! Where the bytes of files lie: the data folder, or a bucket of a store that speaks S3.

use anyhow::{Context, bail};
use clap::Args;
use service::files::{BucketOptions, Depot, FILES};
use std::path::Path;

/// The options of `serve` about it; `backup` and `doctor` have the same.
#[derive(Args, Clone)]
pub struct Storing {
    /// The bucket that keeps the bytes of files, below `files/` in it: one for this portal alone. Without
    /// it they lie in `files` of the data folder.
    #[arg(long, env = "LUOCHUI_FILES_BUCKET", value_name = "NAME")]
    files_bucket: Option<String>,
    /// The store of that bucket, such as `https://s3.example.com`; unencrypted on this machine alone. The
    /// store of the region at Amazon when absent.
    #[arg(long, env = "LUOCHUI_FILES_ENDPOINT", value_name = "URL")]
    files_endpoint: Option<String>,
    /// The region that requests to it are signed for.
    #[arg(
        long,
        env = "LUOCHUI_FILES_REGION",
        value_name = "NAME",
        default_value = "us-east-1"
    )]
    files_region: String,
    /// The id of the key that they are signed with.
    #[arg(long, env = "LUOCHUI_FILES_KEY_ID", value_name = "ID")]
    files_key_id: Option<String>,
    /// The key itself.
    #[arg(
        long,
        env = "LUOCHUI_FILES_SECRET",
        value_name = "KEY",
        hide_env_values = true
    )]
    files_secret: Option<String>,
    /// Whether the bucket stands in the path instead of before the host. When left out it does where
    /// `--files-endpoint` is set.
    #[arg(long, env = "LUOCHUI_FILES_PATH_STYLE", value_name = "BOOL")]
    files_path_style: Option<bool>,
}

impl Storing {
    /// The bucket; nothing where the data folder is meant. Nothing is asked of it yet.
    ///
    /// # Errors
    /// What is wrong with the options; never the key.
    pub fn bucket(&self) -> anyhow::Result<Option<Depot>> {
        let set = |value: &Option<String>| value.clone().filter(|value| !value.is_empty());
        let (endpoint, key_id) = (set(&self.files_endpoint), set(&self.files_key_id));
        let Some(bucket) = set(&self.files_bucket) else {
            if endpoint.is_some() || key_id.is_some() {
                bail!("--files-endpoint and --files-key-id need --files-bucket");
            }
            return Ok(None);
        };
        let options = BucketOptions {
            bucket,
            endpoint,
            region: self.files_region.clone(),
            key_id: key_id.unwrap_or_default(),
            secret: set(&self.files_secret).unwrap_or_default(),
            path_style: self.files_path_style,
        };
        let depot = Depot::bucket(&options).map_err(anyhow::Error::msg);
        depot.context("--files-bucket").map(Some)
    }

    /// Where files are kept and read, which is made where it is a folder.
    ///
    /// # Errors
    /// What is wrong with the options or the folder.
    pub fn depot(&self, data: &Path) -> anyhow::Result<Depot> {
        if let Some(bucket) = self.bucket()? {
            return Ok(bucket);
        }
        data_folder(data)
    }

    /// Where files lie when it is not the data folder, in words.
    ///
    /// # Errors
    /// What is wrong with the options.
    pub fn elsewhere(&self) -> anyhow::Result<Option<String>> {
        Ok(self.bucket()?.map(|bucket| bucket.said()))
    }
}

/// The folder of files below the data, which is made.
///
/// # Errors
/// What is wrong with the folder.
pub fn data_folder(data: &Path) -> anyhow::Result<Depot> {
    let folder = data.join(FILES);
    Depot::folder(&folder).with_context(|| format!("the files in {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use crate::cli::Cli;
    use clap::Parser;

    fn check(more: &[&str]) -> anyhow::Result<()> {
        let words = ["luochui", "serve"].iter().chain(more).copied();
        Cli::parse_from(words).check()
    }

    #[test]
    fn a_bucket_comes_with_a_key_and_a_store_that_may_be_spoken_to() {
        let whole = [
            "--files-bucket=luochui-files",
            "--files-key-id=portal",
            "--files-secret=canary",
            "--files-endpoint=https://s3.auction.example",
        ];
        check(&[]).unwrap();
        check(&whole).unwrap();
        check(&whole[..3]).unwrap();
        check(&["--files-bucket="]).unwrap();
        for left_out in [0, 1, 2] {
            let mut some = whole.to_vec();
            some.remove(left_out);
            let refused = format!("{:#}", check(&some).unwrap_err());
            assert!(refused.contains("--files-bucket"), "{refused}");
            assert!(!refused.contains("canary"), "{refused}");
        }
        for wrong in [
            "--files-endpoint=http://s3.auction.example",
            "--files-endpoint=s3.auction.example",
            "--files-region=",
        ] {
            let some = [&whole[..3], &[wrong]].concat();
            let refused = format!("{:#}", check(&some).unwrap_err());
            assert!(!refused.contains("canary"), "{refused}");
        }
    }
}
