import Foundation
import TestSupport
import Testing

@testable import Pages
@testable import Schemas

/// What a machine can hold of the project's habits. A rule the computer does not hold is a mood.
struct RepositoryTests {
    private let tree = SourceTree.asItIs

    // MARK: Rooms

    /// Each room's floor, and the rooms it may import: all on lower floors. Package.swift says the
    /// same to the compiler; here it is said to people.
    static let rooms: [String: (floor: Int, mayImport: Set<String>)] = [
        "CSQLite": (0, []), "CSystem": (0, []), "Time": (0, []),
        "Digest": (0, ["CSystem"]), "Schemas": (0, []), "JSON": (0, []),
        "Pages": (0, []),
        "SQLite": (0, ["CSQLite"]),
        "EventLog": (1, ["SQLite", "Digest", "Schemas", "Time"]),
        "HTTPServer": (1, ["CSystem"]),
        "Onboarding": (1, ["JSON", "Time"]),
        "ReadModels": (
            2, ["EventLog", "Onboarding", "SQLite", "JSON", "Digest", "Schemas", "Time"]
        ),
        "OnboardingLedger": (
            3,
            [
                "ReadModels", "EventLog", "Onboarding", "JSON", "Digest", "Schemas", "Time",
                "CSystem",
            ]
        ),
        "API": (
            4,
            [
                "OnboardingLedger", "Onboarding", "HTTPServer", "JSON", "Digest", "Schemas", "Time",
                "Pages",
            ]
        ),
        "Bench": (
            4,
            [
                "SQLite", "JSON", "Digest", "EventLog", "ReadModels", "Onboarding",
                "OnboardingLedger", "API", "HTTPServer", "Time",
            ]
        ),
        "Example": (4, ["OnboardingLedger"]),
        "onboard": (
            5,
            [
                "API", "Bench", "OnboardingLedger", "ReadModels", "EventLog", "Onboarding",
                "HTTPServer", "JSON", "Digest", "Schemas", "Time", "CSystem",
            ]
        ),
    ]

    /// Modules that come with the toolchain.
    static let systemModules: Set<String> = [
        "Swift", "Glibc", "Foundation", "FoundationNetworking", "Synchronization", "Dispatch",
        "RegexBuilder",
    ]

    @Test func `a room imports only rooms that it may`() {
        for file in tree.swiftFiles where file.isSource {
            guard let room = file.room, let rules = Self.rooms[room] else {
                Issue.record("\(file.path) is in no room")
                continue
            }
            for module in file.imports where !Self.systemModules.contains(module) {
                expectTrue(rules.mayImport.contains(module), "\(file.path) imports \(module)")
            }
        }
    }

    /// Two rooms of floor 0 lean on a C header of floor 0, and the benchmark on the API; everything
    /// else points down.
    @Test func `every arrow points to a lower floor`() {
        let exceptions: Set<String> = [
            "SQLite CSQLite", "Digest CSystem", "Bench API",
        ]
        for (room, rules) in Self.rooms {
            for other in rules.mayImport where !exceptions.contains("\(room) \(other)") {
                let floor = Self.rooms[other]?.floor ?? .max
                expectTrue(floor < rules.floor, "\(room) may import \(other)")
            }
        }
    }

    @Test func `the package declares each room with just the arrows that it may have`() {
        let declared = tree.declaredRooms
        expectEqual(declared.keys.sorted(), Self.rooms.keys.sorted())
        for (room, dependencies) in declared {
            expectEqual(dependencies, Self.rooms[room]?.mayImport, "\(room): \(dependencies)")
        }
    }

    @Test func `the domain knows no clock, no randomness and no input or output`() {
        // Sines and cosines are glibc's, regular expressions that can be stopped and normal forms
        // Foundation's; nothing else of them is used there.
        let exceptions: Set<String> = [
            "Sources/Onboarding/Membership/Astronomy.swift",
            "Sources/Onboarding/Core/NormalForm.swift",
            "Sources/Onboarding/Core/TextPattern.swift",
        ]
        for file in tree.swiftFiles
        where file.room == "Onboarding" && file.isSource && !exceptions.contains(file.path) {
            expectTrue(
                file.imports.isDisjoint(with: ["Foundation", "Glibc", "Dispatch"]), "\(file.path)")
        }
    }

    @Test func `no package dependency creeps in`() {
        expectFalse(tree.text("Package.swift").contains(".package("))
    }

    // MARK: Lengths

    @Test func `files stay below six hundred lines`() {
        for file in tree.swiftFiles where !file.isGenerated {
            expectTrue(file.lines.count <= 600, "\(file.path) has \(file.lines.count) lines")
        }
    }

    /// A test's name is a sentence and its table's row stays whole: those may go on to 120.
    @Test func `lines stay within a hundred columns`() {
        for file in tree.swiftFiles where !file.isGenerated {
            let limit = file.isSource ? 100 : 120
            for (index, line) in file.codeLines.enumerated()
            where line.utf8.count > limit && line.count > limit {
                Issue.record("\(file.path):\(index + 1) has \(line.count) columns")
            }
        }
    }

    @Test func `functions stay below seventy lines`() {
        for file in tree.swiftFiles where !file.isGenerated {
            for function in file.functions {
                expectTrue(
                    function.lineCount <= 70,
                    "\(file.path):\(function.line) \(function.name) has \(function.lineCount)")
            }
        }
    }

    @Test func `most functions are short`() {
        let counts = tree.swiftFiles.filter { $0.isSource && !$0.isGenerated }
            .flatMap { $0.functions.map(\.lineCount) }.sorted()
        expectTrue(counts[counts.count / 2] < 10)
        expectTrue(counts[counts.count * 9 / 10] < 35)
    }

    // MARK: Words

    @Test func `names avoid words that say nothing`() {
        let banned = [
            "Manager", "Handler", "Helper", "Util", "Utils", "DTO", "Offset", "Revision",
            "Hydrate", "Publish", "Aggregate",
        ]
        for file in tree.swiftFiles {
            for name in file.declaredNames + [String(file.name.dropLast(".swift".count))] {
                let words = Set(CamelCase.words(name))
                for word in banned where words.contains(word.lowercased()) {
                    Issue.record("\(file.path) declares \(name)")
                }
            }
        }
    }

    @Test func `events are never called messages`() {
        expectFalse(SchemaCatalogue.events.contains { $0.type.contains("Message") })
    }

    @Test func `nothing is left to be done`() {
        // In two parts, so that this file does not hold what it looks for.
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:"]
        for file in tree.swiftFiles {
            for mark in marks {
                expectFalse(file.text.contains(mark), "\(file.path) has a \(mark)")
            }
        }
    }

    // MARK: The house

    @Test func `the top level holds only what belongs there`() {
        let allowed: Set<String> = [
            "Package.swift", "Sources", "Tests", "Schemas", "tools", "README.md",
        ]
        let found = tree.topLevelEntries.filter { !$0.hasPrefix(".") && $0 != "Package.resolved" }
        expectTrue(Set(found).subtracting(allowed).isEmpty)
    }

    @Test func `the readme is short and names every room`() {
        let readme = tree.text("README.md")
        expectTrue(readme.split(separator: "\n", omittingEmptySubsequences: false).count < 150)
        for room in Self.rooms.keys { expectTrue(readme.contains("`\(room)`"), "\(room)") }
    }

    // MARK: Schemas

    @Test func `every event type has a golden payload for each schema version`() {
        for schema in SchemaCatalogue.events {
            let path = "Tests/OnboardingTests/Golden/\(schema.type).v\(schema.version).json"
            expectFalse(tree.text(path).isEmpty, "\(path)")
        }
    }

    @Test func `the embedded schemas are the files`() {
        let embedded = SchemaText.files
        let files = tree.files(below: "Schemas", endingIn: [".json", ".sql"])
        expectEqual(Set(embedded.keys), Set(files.map { String($0.dropFirst("Schemas/".count)) }))
        for (path, text) in embedded {
            expectEqual(
                SourceTree.trimmed(text), SourceTree.trimmed(tree.text("Schemas/\(path)")),
                "run tools/embed-schemas: \(path)")
        }
    }
}

/// The rules' own reader: what it takes for a function, a name or a line of code.
struct SourceFileTests {
    private let file = SourceFile(
        path: "Sources/Room/A.swift",
        text: """
            import Glibc
            @testable import JSON

            // import Nothing, func comment() { {
            protocol P { func required(_ a: Int) -> Int; init(b: Int) }
            struct S {
                let text = "func string() { \\(call { 1 }) import Other"
                init(closure: () -> Void = {}) {
                    self.init(b: 1)
                }

                func long(
                    _ a: [Int]
                ) throws
                    -> Int
                {
                    a.map { $0 }
                    return 1
                }
            }
            """)

    @Test func `functions have a name, a place and a length`() {
        expectEqual(file.functions.map(\.name), ["init", "long"])
        expectEqual(file.functions.map(\.lineCount), [3, 8])
        expectEqual(file.functions.map(\.line), [8, 12])
    }

    @Test func `imports are those of code`() {
        expectEqual(file.imports, ["Glibc", "JSON"])
    }

    @Test func `names are those that are declared`() {
        expectTrue(file.declaredNames.contains("long"))
        expectFalse(file.declaredNames.contains("string"))
    }

    @Test func `names come apart at capitals`() {
        expectEqual(CamelCase.words("makeHTTPServer"), ["make", "http", "server"])
        expectEqual(CamelCase.words("DTO"), ["dto"])
    }
}
