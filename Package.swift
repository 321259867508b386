// swift-tools-version: 6.2
import PackageDescription

/// Every target: Swift 6 mode (from the tools version), strict memory safety, warnings are errors.
let house: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .define("FAIL_POINTS", .when(configuration: .debug)),
]

/// True where tools/test builds: it tests the rooms optimised, as they ship.
let isTestBuild = Context.environment["ONBOARD_TEST_BUILD"] != nil

/// What a test build adds for the rooms that read memory by hand most: what they access is checked
/// all the same, as in a debug build. It is kept to them: it makes a room's build a seventh longer.
let checked: [SwiftSetting] = isTestBuild ? [.unsafeFlags(["-assert-config", "Debug"])] : []

/// What a test build adds for the tests, and for the bench, with which nobody measures there: to
/// optimise them takes longer than to run them as they are.
let plain: [SwiftSetting] = isTestBuild ? [.unsafeFlags(["-Onone"])] : []

/// A room of the house; the README's map and the repository test name the same floors and arrows.
func room(
    _ name: String, _ dependencies: [Target.Dependency], path: String? = nil,
    exclude: [String] = [], settings: [SwiftSetting] = []
)
    -> Target
{
    .target(
        name: name, dependencies: dependencies, path: path, exclude: exclude,
        swiftSettings: house + settings)
}

/// What a test build lets tests wait for, though they do not need it: the rooms that wait for one
/// another are compiled first, and tests where a core would else have nothing to do.
func ahead(_ room: String) -> [Target.Dependency] {
    isTestBuild ? [.byName(name: room)] : []
}

/// The tests of a room, in a folder of the same name below Tests.
func tests(
    _ name: String, _ dependencies: [Target.Dependency], after others: [Target.Dependency] = [],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies + others, exclude: exclude,
        swiftSettings: house + plain)
}

let package = Package(
    name: "onboard",
    products: [
        .executable(name: "onboard", targets: ["onboard"]),
        .library(name: "OnboardingLedger", targets: ["OnboardingLedger"]),
    ],
    targets: [
        // Floor 0
        .systemLibrary(name: "CSQLite"),
        .systemLibrary(name: "CSystem"),
        room("Time", [], settings: checked),
        room("JSON", [], settings: checked),
        room("Digest", ["CSystem"], exclude: ["DESIGN.md"], settings: checked),
        room("SQLite", ["CSQLite"], exclude: ["DESIGN.md"], settings: checked),
        room(
            "Schemas", [], path: "Schemas",
            exclude: ["EVOLUTION.md", "events", "flows", "openapi", "sql"]),
        room(
            "Pages", [],
            exclude: ["DESIGN.md", "console", "onboarding", "portal", "shared"]),
        // Floor 1
        room(
            "EventLog", ["SQLite", "Digest", "Schemas", "Time"], exclude: ["DESIGN.md"],
            settings: checked),
        room("HTTPServer", ["CSystem"], exclude: ["DESIGN.md"], settings: checked),
        room("Onboarding", ["JSON", "Time"], exclude: ["DESIGN.md"]),
        // Floor 2
        room(
            "ReadModels",
            ["EventLog", "Onboarding", "SQLite", "JSON", "Digest", "Schemas", "Time"],
            exclude: ["DESIGN.md"], settings: checked),
        // Floor 3
        room(
            "OnboardingLedger",
            [
                "ReadModels", "EventLog", "Onboarding", "JSON", "Digest", "Schemas", "Time",
                "CSystem",
            ], exclude: ["DESIGN.md"]),
        // Floor 4
        room(
            "API",
            [
                "OnboardingLedger", "Onboarding", "HTTPServer", "JSON", "Digest", "Schemas", "Time",
                "Pages",
            ], exclude: ["DESIGN.md"]),
        room(
            "Bench",
            [
                "SQLite", "JSON", "Digest", "EventLog", "ReadModels", "Onboarding",
                "OnboardingLedger", "API", "HTTPServer", "Time",
            ], path: "tools/Bench", settings: plain),
        .executableTarget(
            name: "Example", dependencies: ["OnboardingLedger"], path: "tools/Example",
            swiftSettings: house),
        // Floor 5
        .executableTarget(
            name: "onboard",
            dependencies: [
                "API", "Bench", "OnboardingLedger", "ReadModels", "EventLog", "Onboarding",
                "HTTPServer", "JSON", "Digest", "Schemas", "Time", "CSystem",
            ], exclude: ["DESIGN.md"], swiftSettings: house),
        // Test support: what the tests of several rooms stand on, and what those of a log do
        .target(
            name: "TestSupport", dependencies: ["Time"], path: "Tests/TestSupport",
            swiftSettings: house),
        .target(
            name: "LogTestSupport", dependencies: ["TestSupport", "EventLog", "SQLite"],
            path: "Tests/LogTestSupport", swiftSettings: house),
        // Tests
        tests("TimeTests", ["Time", "TestSupport"], after: ahead("EventLog")),
        tests("JSONTests", ["JSON", "TestSupport"], after: ahead("EventLog")),
        tests("DigestTests", ["Digest", "TestSupport"], after: ahead("EventLog")),
        tests("SQLiteTests", ["SQLite", "TestSupport"], after: ahead("EventLog")),
        tests("HTTPServerTests", ["HTTPServer", "TestSupport"], after: ahead("EventLog")),
        tests(
            "OnboardingTests", ["Onboarding", "JSON", "Time", "TestSupport"], exclude: ["Golden"]),
        tests(
            "EventLogTests",
            ["EventLog", "Digest", "SQLite", "Time", "TestSupport", "LogTestSupport"]),
        tests(
            "LedgerTests",
            [
                "OnboardingLedger", "ReadModels", "EventLog", "Onboarding", "JSON", "Digest",
                "Time", "SQLite", "TestSupport", "LogTestSupport",
            ]),
        tests(
            "APITests",
            [
                "API", "OnboardingLedger", "Onboarding", "HTTPServer", "SQLite", "JSON", "Digest",
                "Schemas", "Time", "Pages", "TestSupport",
            ], after: ahead("Bench")),
        tests(
            "OnboardTests",
            [
                "onboard", "Bench", "OnboardingLedger", "ReadModels", "EventLog", "Onboarding",
                "HTTPServer", "JSON", "Digest", "Time", "TestSupport",
            ]),
        tests("RepositoryTests", ["Schemas", "Pages", "TestSupport"], after: ahead("EventLog")),
    ]
)
