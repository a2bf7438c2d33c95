//! What code blocks call languages, what people call them, and the grammar for each.

/// What is known of a language's name.
pub(super) struct Language<'a> {
    /// `None` where the grammar's own name is as good.
    pub label: Option<&'static str>,
    /// A name or file extension for the search of grammars; `None` for plain text.
    pub token: Option<&'a str>,
}

/// Names in code blocks, what readers see, and the grammar's name or extension (empty for plain text).
static LANGUAGES: &[(&[&str], &str, &str)] = &[
    (&["text", "txt", "plaintext", "plain"], "Text", ""),
    (&["none"], "", ""),
    (&["output"], "Output", ""),
    (&["input"], "Input", ""),
    (&["command"], "Command", ""),
    (&["apache"], "Apache", "htaccess"),
    (&["asm", "masm", "nasm", "x86asm"], "Assembly", "asm"),
    (&["azcopy"], "AzCopy", "sh"),
    (&["azurecli", "azure-cli", "az"], "Azure CLI", "sh"),
    (&["azurepowershell", "azureps"], "Azure PowerShell", "ps1"),
    (&["bash", "zsh"], "Bash", "sh"),
    (&["bat", "batch", "ms-dos", "dos", "cmd"], "Command Prompt", "bat"),
    (&["bicep"], "Bicep", ""),
    (&["console", "command-line", "cmd/sh"], "Console", "sh"),
    (&["cli"], "CLI", "sh"),
    (&["c#", "cs", "csharp"], "C#", "cs"),
    (&["csh", "sh", "shell", "sudo"], "Shell", "sh"),
    (&["docker"], "Dockerfile", "dockerfile"),
    (&["dotnetcli", "dotnet-cli", ".net-cli"], ".NET CLI", "sh"),
    (&["f#", "fs", "fsharp"], "F#", "f#"),
    (&["golang"], "Go", "go"),
    (&["h"], "C++", "cpp"),
    (&["hive", "hiveql"], "HiveQL", "sql"),
    (&["hlsl"], "HLSL", "glsl"),
    (&["http", "rest", "https"], "HTTP", "http"),
    (&["javascript", "js"], "JavaScript", "js"),
    (&["jsonc", "json-schema"], "JSON", "json"),
    (&["jsx"], "JSX", "jsx"),
    (&["kotlin"], "Kotlin", "kt"),
    (&["kubectl"], "kubectl", "sh"),
    (&["kusto", "kql", "aiql"], "Kusto", "kql"),
    (&["nmake"], "Makefile", "makefile"),
    (&["nodejs", "node", "node.js"], "Node.js", "js"),
    (&["npm", "yarn"], "npm", "sh"),
    (&["objc", "obj-c", "objectivec"], "Objective-C", "m"),
    (&["php"], "PHP", "php"),
    (&["powershell", ".powershell", "posh", "ps", "ps1", "pwsh"], "PowerShell", "ps1"),
    (&["pyspark"], "PySpark", "py"),
    (&["razor", "cshtml", "aspx-csharp"], "Razor", "html"),
    (&["rc"], "RC", "c"),
    (&["t-sql", "tsql"], "T-SQL", "sql"),
    (&["u-sql", "usql"], "U-SQL", "sql"),
    (&["vb", "visualbasic", "vb.net", "vbnet", "vba", "vbscript"], "Visual Basic", "vb"),
    (&["xaml"], "XAML", "xml"),
    (&["config", "vsixmanifest", "csproj", "vcxproj", "msbuild", "props", "targets"], "XML", "xml"),
];

/// Looks a name up, in any case, without Learn's `-interactive`.
pub(super) fn find(name: &str) -> Language<'_> {
    let name = name.strip_suffix("-interactive").unwrap_or(name);
    let row = LANGUAGES.iter().find(|(names, ..)| names.iter().any(|known| known.eq_ignore_ascii_case(name)));
    match row {
        Some(&(_, label, token)) => {
            Language { label: Some(label), token: Some(token).filter(|token| !token.is_empty()) }
        }
        None => Language { label: None, token: Some(name).filter(|name| !name.is_empty()) },
    }
}

#[cfg(test)]
mod tests {
    use super::super::language_label;

    #[test]
    fn languages_have_names() {
        let check = |name, want| assert_eq!(language_label(name), want);
        check("csharp", "C#");
        check("C#", "C#");
        check("powershell-interactive", "PowerShell");
        check("azurecli-interactive", "Azure CLI");
        check("Bash", "Bash");
        check("json", "JSON");
        check("JSON", "JSON");
        check("cpp", "C++");
        check("rust", "Rust");
        check("yml", "YAML");
        check("output", "Output");
        check("http", "HTTP");
        check("php", "PHP");
        check("vb", "Visual Basic");
        check("PigLatin", "PigLatin");
        check("none", "");
        check("", "");
    }
}
