//! What is in compressed files: `.gz`, and the texts of a `.zip`.

use std::io::{Cursor, Read};

/// Bytes that a file may have when it is unpacked.
const LIMIT: u64 = 1 << 30;

/// The texts of a file, which is known by its first bytes: the one that it is or holds, or those of data in an archive.
///
/// # Errors
/// Where it is broken, too long, or no text.
pub fn unpack(bytes: Vec<u8>) -> Result<Vec<String>, String> {
    if bytes.starts_with(&[0x1F, 0x8B]) {
        return Ok(vec![text(limited(flate2::read::MultiGzDecoder::new(&*bytes))?)?]);
    }
    if !bytes.starts_with(b"PK\x03\x04") && !bytes.starts_with(b"PK\x05\x06") {
        return Ok(vec![text(bytes)?]);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).map_err(|error| error.to_string())?;
    let data = |name: &String| [".yml", ".yaml", ".json"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    let mut names: Vec<String> =
        archive.file_names().filter_map(|name| Some(name.ok()?.into_owned())).filter(data).collect();
    names.sort_unstable();
    if names.is_empty() {
        return Err("the archive holds no `.yml` and no `.json`".into());
    }
    let mut texts = Vec::with_capacity(names.len());
    for name in names {
        let file = archive.by_name(&name).map_err(|error| error.to_string())?;
        texts.push(text(limited(file)?)?);
    }
    Ok(texts)
}

fn limited(from: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    from.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    if bytes.len() as u64 > LIMIT { Err("it is longer than 1 GiB".into()) } else { Ok(bytes) }
}

fn text(mut bytes: Vec<u8>) -> Result<String, String> {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|_| "it is not valid UTF-8".into())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn texts_come_out() {
        assert_eq!(unpack(b"\xEF\xBB\xBFa: b".to_vec()), Ok(vec!["a: b".to_owned()]));
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(b"a: b").expect("memory takes it");
        let gz = gz.finish().expect("memory takes it");
        assert_eq!(unpack(gz.clone()), Ok(vec!["a: b".to_owned()]));
        assert!(unpack(gz[..gz.len() - 6].to_vec()).is_err());
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [("b.json", "{}"), ("a/x.yml", "a: b"), ("c.txt", "no")] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("memory takes it");
            zip.write_all(text.as_bytes()).expect("memory takes it");
        }
        let zip = zip.finish().expect("memory takes it").into_inner();
        assert_eq!(unpack(zip.clone()), Ok(vec!["a: b".to_owned(), "{}".to_owned()]));
        assert!(unpack(zip[..zip.len() - 9].to_vec()).is_err());
        assert!(unpack(vec![0xFF, 0xFE, 0]).is_err());
    }
}
