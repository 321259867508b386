/// Makes scripts short for their way to the browser: no comments, no space, short names.
///
/// A name is changed wherever it stands in a module, or in a statement of its top that alone knows
/// it, however many things it means there, to one that stands nowhere in it; so what shadowed what
/// still does. Members, names that the browser brings and what the client library exports stay.
struct ScriptShortener {
    /// What the scripts have of the browser. A test holds that they use no others.
    static let browserNames: Set<String> = [
        "AbortController", "AbortSignal", "Array", "Boolean", "CustomEvent", "Date", "Error",
        "Event", "EventTarget", "FormData", "Headers", "Infinity", "Intl", "JSON", "Map", "Math",
        "Node", "Number", "Object", "Promise", "ResizeObserver", "Set", "String", "TextDecoder",
        "TypeError", "URL", "URLSearchParams", "Uint8Array",
        "addEventListener", "clearInterval", "clearTimeout", "console", "crypto",
        "decodeURIComponent", "document", "encodeURIComponent", "fetch", "globalThis", "history",
        "isNaN", "localStorage", "location", "matchMedia", "navigator", "queueMicrotask",
        "requestAnimationFrame", "scrollTo", "sessionStorage", "setInterval", "setTimeout",
    ]

    private let scripts: [String: Script]
    /// What modules export is called the same in all of them: by module, then by name.
    private var exports: [String: [String: String]] = [:]

    /// Scripts by path, which their imports refer to.
    static func shortened(_ texts: [String: String]) -> [String: String] {
        let shortener = ScriptShortener(texts.mapValues(Script.init))
        return Dictionary(
            uniqueKeysWithValues: shortener.scripts.map { path, script in
                (path, ScriptWriter.text(of: script, shortener.names(of: path, script)))
            })
    }

    private init(_ scripts: [String: Script]) {
        self.scripts = scripts
        nameExports()
    }

    // MARK: Between modules

    /// The most used export gets the shortest name. The client library is other people's too, and
    /// what is loaded later is reached as a member.
    private mutating func nameExports() {
        let kept = Set(
            scripts.flatMap { path, script in
                script.loadsLater.map { Self.resolve($0, from: path) }
            })
        // What a list exports may be another module's, and is written as it is.
        let listed = scripts.values.reduce(into: Self.browserNames) {
            $0.formUnion($1.roles.listed)
        }
        var counts: [Export: Int] = [:]
        for (path, script) in scripts {
            for name in script.declaredOnTop.subtracting(listed) {
                let module = script.sources[name].map { Self.resolve($0, from: path) } ?? path
                guard scripts[module]?.roles.exported.contains(name) == true,
                    !kept.contains(module), !module.hasPrefix("onboarding/")
                else { continue }
                counts[Export(module: module, name: name), default: 0] +=
                    script.uses(of: name).count
            }
        }
        var fresh = FreshNames(besides: scripts.values.reduce(into: []) { $0.formUnion($1.names) })
        for export in counts.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }).map(\.key) {
            exports[export.module, default: [:]][export.name] = fresh.next()
        }
    }

    private struct Export: Hashable, Comparable {
        let module: String
        let name: String

        static func < (one: Export, other: Export) -> Bool {
            (one.name, one.module) < (other.name, other.module)
        }
    }

    private static func resolve(_ path: String, from importer: String) -> String {
        var parts = importer.split(separator: "/").dropLast()
        for part in path.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": parts.removeLast()
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    // MARK: Within a module

    private func names(of path: String, _ script: Script) -> ScriptWriter.Names {
        var shared = exports[path] ?? [:]
        for (name, source) in script.sources {
            shared[name] = exports[Self.resolve(source, from: path)]?[name]
        }
        let top = script.namesOfTop
        let onTop = script.declaredOnTop.subtracting(shared.keys)
            .subtracting(script.roles.exported).subtracting(script.roles.listed)
        let own = Self.renamed(
            onTop, besides: script.names.union(shared.values), uses: script.uses)
        let known = shared.merging(own) { name, _ in name }
        let statements = script.statements.map { statement in
            Self.renamed(
                statement.declared.subtracting(top),
                besides: Set(statement.uses.keys.map { known[$0] ?? $0 }),
                uses: { statement.uses[$0] ?? Script.Uses() })
        }
        return ScriptWriter.Names(
            shared: shared, own: own, inStatements: statements, private: privateNames(script))
    }

    /// The most used get the shortest names, and those that would gain nothing keep theirs.
    private static func renamed(
        _ names: Set<String>, besides taken: Set<String>, uses: (String) -> Script.Uses
    ) -> [String: String] {
        let order = names.subtracting(browserNames).map { (name: $0, uses: uses($0)) }
            .sorted { ($1.uses.count, $0.name) < ($0.uses.count, $1.name) }
        var (renamed, fresh): ([String: String], FreshNames) = ([:], FreshNames(besides: taken))
        for (name, uses) in order {
            var next = fresh
            let short = next.next()
            guard uses.gain(of: name, being: short) > 0 else { continue }
            (renamed[name], fresh) = (short, next)
        }
        return renamed
    }

    private func privateNames(_ script: Script) -> [String: String] {
        var counts: [String: Int] = [:]
        for token in script.tokens where token.kind == .privateName {
            counts[token.text, default: 0] += 1
        }
        var fresh = FreshNames(besides: [])
        return Dictionary(
            uniqueKeysWithValues: counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
                .map { ($0.key, "#\(fresh.next())") })
    }
}

/// Names of one letter, then of two, without those that are taken.
struct FreshNames {
    private let taken: Set<String>
    private var count = 0
    private static let letters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ$_")

    init(besides taken: Set<String>) { self.taken = taken }

    mutating func next() -> String {
        while true {
            let name = Self.name(count)
            count += 1
            if !taken.contains(name), !ScriptToken.keywords.contains(name) { return name }
        }
    }

    private static func name(_ number: Int) -> String {
        let letter = String(letters[number % letters.count])
        return number < letters.count ? letter : name(number / letters.count - 1) + letter
    }
}
