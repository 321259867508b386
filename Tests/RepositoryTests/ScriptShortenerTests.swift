import TestSupport
import Testing

@testable import Pages

/// What happens to scripts on their way to a browser.
struct ScriptShortenerTests {
    private func short(_ text: String) throws -> String {
        let texts = ScriptShortener.shortened(["onboarding/a.js": text])
        return try required(texts["onboarding/a.js"])
    }

    @Test func `comments and space go, and names become short`() throws {
        let text = """
            /** Adds. */
            export function sum(first, second) {
              // Both are numbers.
              const total = first + second; /* So it is. */
              return total;
            }
            """
        try expectEqual(short(text), "export function sum(a,b){let c=a+b;return c}\n")
    }

    @Test func `members and what the browser brings keep their names`() throws {
        let text = """
            function size({ width, height: high }, list) {
              const box = { width, of(list) { return list.width; }, list: document.title };
              return box.list ?? high ?? list.high;
            }
            """
        let expected = """
            function a({width,height:d},b){let c={width,of(b){return b.width},list:document.title};\
            return c.list??d??b.high}

            """
        try expectEqual(short(text), expected)
    }

    @Test func `strings, templates and regular expressions stay as they are`() throws {
        let text = #"""
            const word = 'a  // b';
            const form = /[/"]  \/ x/g.test(word) ? word / 2 / 3 : "  ";
            const line = `  ${word}  ${[1, 2].map((one) => `${ { one }.one }  }`)} /* no */ `;
            """#
        let expected = #"""
            let a='a  // b',b=/[/"]  \/ x/g.test(a)?a/2/3:"  ",\#
            c=`  ${a}  ${[1,2].map(one=>`${{one}.one}  }`)} /* no */ `;

            """#
        try expectEqual(short(text), expected)
    }

    @Test func `what keeps two tokens or two statements apart stays`() throws {
        let text = """
            let count = 0
            const next = count + +1 - -1
            export function step(list) {
              while (list.pop());
              for (const each of list) if (each in list) return
              return typeof list
            }
            """
        let expected = """
            let a=0
            let b=a+ +1- -1
            export function step(c){while(c.pop());for(let d of c)if(d in c)return
            return typeof c}

            """
        try expectEqual(short(text), expected)
    }

    @Test func `private members are renamed within their module`() throws {
        let text = """
            class Queue {
              #entries = [];
              get length() { return this.#entries.length; }
              async #send(entry) { return #entries in entry && this.#entries; }
            }
            """
        let expected = """
            class a{#a=[];get length(){return this.#a.length}\
            async#b(b){return#a in b&&this.#a}}

            """
        try expectEqual(short(text), expected)
    }

    @Test func `what shadowed a name of the module still does`() throws {
        let text = """
            const width = 1;
            const both = () => width;
            function other(width) { return width + both(); }
            function alone(height) { return height; }
            """
        try expectEqual(
            short(text), "let a=1,b=()=>a;function d(a){return a+b()}function c(a){return a}\n")
    }

    @Test func `modules agree on what they export, and the library's names stay`() {
        let texts = ScriptShortener.shortened([
            "onboarding/ask.js": "export const question = 1;",
            "shared/dom.js": """
            export const element = (name) => name;
            export { other };
            function other() {}
            """,
            "portal/view.js": """
            import { element } from "../shared/dom.js";
            export const show = () => element(1);
            """,
            "portal/app.js": """
            import { question } from "../onboarding/ask.js";
            import { element, other } from "../shared/dom.js";
            element(question, question, question, question, other, () => import("./view.js"));
            """,
        ])
        expectEqual(texts["onboarding/ask.js"], "export let question=1;\n")
        expectEqual(
            texts["shared/dom.js"], "let a=b=>b;export{other};function other(){}export{a}\n")
        expectEqual(
            texts["portal/view.js"],
            #"import{a}from"../shared/dom.js";export let show=()=>a(1);"# + "\n")
        let app = """
            import{question as b}from"../onboarding/ask.js";import{a,other}from"../shared/dom.js";\
            a(b,b,b,b,other,()=>import("./view.js"));

            """
        expectEqual(texts["portal/app.js"], app)
    }

    @Test func `what a module hands on from another keeps its name in both`() {
        let texts = ScriptShortener.shortened([
            "shared/dom.js": "export const element = (name) => name;",
            "shared/ui.js": #"export { element } from "./dom.js";"#,
        ])
        expectEqual(texts["shared/dom.js"], "export let element=a=>a;\n")
        expectEqual(texts["shared/ui.js"], #"export{element}from"./dom.js";"# + "\n")
    }

    /// A name that no line of a script declares is the browser's, and must be known as such: else
    /// one that is also declared somewhere would be renamed there.
    @Test func `the scripts use no names of the browser but those that are known`() {
        for (path, text) in PageText.files where path.hasSuffix(".js") {
            let unknown = Script(text).free.subtracting(ScriptShortener.browserNames)
            expectTrue(unknown.isEmpty, "\(path): \(unknown.sorted())")
        }
    }
}
