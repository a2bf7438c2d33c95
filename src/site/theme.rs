//! The theme of a project, read with all that the configuration says of it.

use std::{io, sync::Arc};

use super::optional;
use crate::{
    config::Config,
    diagnostic::Diagnostic,
    files::{Files, disk::Disk},
    render::{
        assets, contrast,
        theme::Theme,
        view::{AnnouncementView, SiteView},
    },
    rules::CONFIG_INVALID,
    source::{SitePath, Source},
};

/// What a site keeps of its theme.
pub(super) struct Parts {
    pub theme: Theme,
    /// Files of the theme by their path inside its folder.
    pub theme_files: Vec<(String, Arc<Source>)>,
    /// Style sheets and scripts that the configuration names.
    pub own_assets: Vec<Arc<Source>>,
}

/// Reads the theme.
///
/// # Errors
/// Where a file that is there cannot be read.
pub(super) fn read(disk: Disk, config: &Config, files: &Files, found: &mut Vec<Diagnostic>) -> io::Result<Parts> {
    let theme_files = theme_files(disk, config, files, found)?;
    let own_assets = own_assets(disk, config, found)?;
    let (mut theme, more) = Theme::load(&theme_files);
    found.extend(more);
    let look = &config.theme;
    theme.set_site(&SiteView {
        title: config.title.clone(),
        lang: config.lang.clone(),
        description: config.description.clone(),
        footer: look.footer.clone(),
        announcement: look.announcement.as_ref().map(|announcement| AnnouncementView {
            text: announcement.text.clone(),
            key: if announcement.dismissible { assets::hash(announcement.text.as_bytes()) } else { String::new() },
        }),
        ground: contrast::check(assets::style_sheet(&theme_files), look, &config.path, found),
    });
    Ok(Parts { theme, theme_files, own_assets })
}

fn theme_files(
    disk: Disk,
    config: &Config,
    files: &Files,
    found: &mut Vec<Diagnostic>,
) -> io::Result<Vec<(String, Arc<Source>)>> {
    let folder = format!("themes/{}/", config.theme.name);
    let text =
        |path: &SitePath| ["html", "css", "js", "svg", "yml"].iter().any(|extension| path.has_extension(extension));
    let mut out = Vec::new();
    for (_, file) in files.iter() {
        let Some(inside) = file.path.as_str().strip_prefix(&folder).filter(|_| text(&file.path)) else { continue };
        if let Some(source) = optional(disk, file.path.as_str(), found)? {
            out.push((inside.to_owned(), source));
        }
    }
    Ok(out)
}

/// Reads the style sheets and scripts that the configuration names.
fn own_assets(disk: Disk, config: &Config, found: &mut Vec<Diagnostic>) -> io::Result<Vec<Arc<Source>>> {
    let mut out = Vec::new();
    for (path, span) in config.theme.css.iter().chain(&config.theme.js) {
        match optional(disk, path.as_str(), found)? {
            Some(source) => out.push(source),
            None => found.push(CONFIG_INVALID.at(&config.path, *span, format!("`{path}` is not there"))),
        }
    }
    Ok(out)
}
