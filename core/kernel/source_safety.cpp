#include "kernel/source_safety.h"

#include "base/hostile_text.h"
#include "base/text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace pinfold {
namespace {

constexpr std::string_view blanks = " \t\r\f\v";

// Of the C library and the compiler.
constexpr std::array<std::string_view, 14> standardHeaders = {
    "math.h",   "stdbool.h",  "stdint.h", "stddef.h", "string.h", "stdlib.h",   "stdio.h",
    "limits.h", "inttypes.h", "float.h",  "assert.h", "errno.h",  "arm_acle.h", "arm_mve.h"};

// Names that begin like these belong to the compiler and the C library, whose headers have macros for assembler and
// attributes (newlib's sys/cdefs.h: __weak_reference). These have no such use.
constexpr std::array<std::string_view, 19> reservedWords = {
    "__attribute__", "__attribute",    "__cplusplus",  "__restrict",    "__restrict__", "__inline", "__inline__",
    "__const",       "__const__",      "__volatile__", "__extension__", "__func__",     "__GNUC__", "__clang__",
    "_Bool",         "_Static_assert", "_Alignas",     "_Noreturn",     "_Float16"};
constexpr std::array<std::string_view, 4> reservedBeginnings = {"__tvm", "__builtin_", "__ARM_", "__STDC_"};

constexpr std::array<std::string_view, 6> conditions = {"if", "ifdef", "ifndef", "elif", "else", "endif"};

bool isPartOfAWord(char c) { return isWordPart(c) || c == '$'; }

template <std::size_t Count>
bool contains(const std::array<std::string_view, Count>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

bool isRefusedWord(std::string_view word) {
    if (word == "asm") return true;
    const bool reserved = word.size() > 1 && word[0] == '_' && (word[1] == '_' || (word[1] >= 'A' && word[1] <= 'Z'));
    if (!reserved || contains(reservedWords, word)) return false;
    return std::none_of(reservedBeginnings.begin(), reservedBeginnings.end(),
                        [&](std::string_view beginning) { return word.starts_with(beginning); });
}

// Takes the word at the beginning of `text` away, and blanks before it.
std::string_view takeWord(std::string_view& text) {
    text = trimmed(text);
    const auto end = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), isPartOfAWord) - text.begin());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end);
    return word;
}

// A header of TVM: folders and a name, none of which leads upwards.
bool isTvmHeader(std::string_view name) {
    const bool known = name.starts_with("tvm/runtime/") || name.starts_with("tvmgen_") || name == "dlpack/dlpack.h";
    const auto plain = [](char c) { return isPartOfAWord(c) || c == '/' || c == '.'; };
    return known && std::all_of(name.begin(), name.end(), plain) && name.find("..") == name.npos;
}

// `rest` is what follows "#include".
bool isKnownInclude(std::string_view rest) {
    rest = trimmed(rest);
    if (rest.size() < 2) return false;
    const auto end = rest.find(rest.front() == '<' ? '>' : '"', 1);
    if ((rest.front() != '<' && rest.front() != '"') || end == rest.npos) return false;
    const std::string_view name = rest.substr(1, end - 1);
    const std::string_view after = trimmed(rest.substr(end + 1));
    return (after.empty() || after.starts_with("//")) && (contains(standardHeaders, name) || isTvmHeader(name));
}

// `rest` is what follows "#pragma".
bool isHarmlessPragma(std::string_view rest) {
    std::string_view word = takeWord(rest);
    if (word == "GCC") word = takeWord(rest);
    return word == "unroll" || word == "ivdep" || word == "omp" || word == "once" || word == "STDC";
}

// Goes through the text as a compiler does before it knows of conditions and macros.
class Scan {
public:
    Scan(std::string_view text, std::string_view file) : text_(text), file_(file) {}

    Result<void> run(const CancelToken& cancel) {
        while (!problem_ && at_ < text_.size()) {
            if (cancel.cancelled()) return brokenOff();
            step();
        }
        if (problem_) return *std::move(problem_);
        return {};
    }

private:
    void refuse(std::string_view what) {
        if (problem_) return;
        const auto line = 1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n');
        problem_ = badInput(
            "{}, line {}: {}. TVM writes no such thing, and a compiler could be made to read files of this computer "
            "with it.",
            printable(file_, 200), line, what);
    }

    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }
    [[nodiscard]] bool comes(std::string_view what) const { return text_.substr(at_, what.size()) == what; }

    void step() {
        const char c = peek();
        if (comes("//")) {
            skipLine();
        } else if (comes("/*")) {
            skipComment();
        } else if (c == '#') {
            directive();
        } else if (c == '"' || c == '\'') {
            quoted(c);
        } else if (isPartOfAWord(c)) {
            word();
        } else if (c == '\\') {
            refuse("has a backslash outside of a string");
        } else if (comes("<:") || comes(":>") || comes("<%") || comes("%>") || comes("%:") || isTrigraph()) {
            refuse("has a digraph or trigraph");
        } else {
            bracket(c);
            ++at_;
        }
    }

    [[nodiscard]] bool isTrigraph() const {
        return comes("??") && std::string_view("=/'()!<>-").find(peek(2)) != std::string_view::npos;
    }

    // A backslash that joins a line to the next one; blanks after it do not help. Also as a trigraph.
    [[nodiscard]] static bool endsJoined(std::string_view line) {
        line = trimmed(line);
        return line.ends_with('\\') || line.ends_with(
                                           "?"
                                           "?/");
    }

    std::string_view restOfLine() const { return text_.substr(at_, text_.find('\n', at_) - at_); }

    void skipLine() {
        const std::string_view line = restOfLine();
        if (endsJoined(line)) return refuse("joins lines with a backslash");
        at_ += line.size();
    }

    void skipComment() {
        const auto end = text_.find("*/", at_ + 2);
        if (end == text_.npos) return refuse("has a comment that does not end");
        const std::string_view comment = text_.substr(at_, end - at_);
        for (auto line = comment.find('\n'); line != comment.npos; line = comment.find('\n', line + 1)) {
            if (endsJoined(comment.substr(0, line).substr(comment.substr(0, line).rfind('\n') + 1))) {
                return refuse("joins lines with a backslash");
            }
        }
        at_ = end + 2;
    }

    void directive() {
        const std::string_view line = restOfLine();
        std::string_view rest = line.substr(1);
        const std::string_view name = takeWord(rest);
        if (endsJoined(line) || line.find("/*") != line.npos || line.find('\0') != line.npos) {
            return refuse("has a directive that is not all in one line");
        }
        if (name == "include") {
            if (!isKnownInclude(rest)) {
                return refuse("includes " + printable(trimmed(rest)) + ", which is no header of TVM or the C library");
            }
        } else if (name == "define") {
            const std::string_view macro = takeWord(rest);
            rest = trimmed(rest);
            if (macro.empty() || isRefusedWord(macro) || contains(reservedWords, macro) ||
                (!rest.empty() && !rest.starts_with("//")))
                return refuse("defines a macro");
        } else if (name == "pragma") {
            if (!isHarmlessPragma(rest)) return refuse("has the directive " + printable(trimmed(line)));
        } else if (contains(conditions, name)) {
            if (line.find_first_of("\"'\\") != line.npos && line.find("//") == line.npos) {
                return refuse("has the directive " + printable(trimmed(line)));
            }
            if (rest.substr(0, rest.find("//")).find('#') != rest.npos) return refuse("has a directive inside of one");
            // The words of a condition are looked at like all others.
            at_ += static_cast<std::size_t>(rest.data() - line.data());
            return;
        } else {
            return refuse("has the directive " + printable(trimmed(line)));
        }
        at_ += line.size();
    }

    void word() {
        const auto begin = at_;
        while (isPartOfAWord(peek())) ++at_;
        const std::string_view text = text_.substr(begin, at_ - begin);
        if (isRefusedWord(text)) return refuse("contains " + std::string(text));
        if (peek() == '"' && text.ends_with('R')) return refuse("contains a raw string");
        if (text == "__attribute__" || text == "__attribute") attribute_ = true;
        last_ = 'a';
    }

    // What an attribute names goes to the assembler as it is.
    void quoted(char quote) {
        const auto begin = ++at_;
        while (at_ < text_.size() && peek() != quote && peek() != '\n') at_ += peek() == '\\' ? 2 : 1;
        const std::string_view text = text_.substr(begin, std::min(at_, text_.size()) - begin);
        if (at_ >= text_.size() || peek() == '\n' || text.find('\n') != text.npos) {
            at_ = begin;
            return refuse("has a string that does not end in its line");
        }
        const auto plain = [](char c) { return isPartOfAWord(c) || c == '.'; };
        if (attribute_ && !std::all_of(text.begin(), text.end(), plain)) {
            return refuse("has an attribute with the text " + printable(text));
        }
        ++at_;
        last_ = quote;
    }

    // Follows the brackets of `__attribute__((…))` and `[[…]]`.
    void bracket(char c) {
        if (blanks.find(c) != blanks.npos || c == '\n') return;
        if (c == '[' && last_ == '[' && !attribute_) {
            attribute_ = true;
            depth_ = 1;
        }
        if (attribute_ && (c == '(' || c == '[')) ++depth_;
        if (attribute_ && (c == ')' || c == ']') && --depth_ <= 0) {
            attribute_ = false;
            depth_ = 0;
        }
        last_ = c;
    }

    std::string_view text_;
    std::string_view file_;
    std::size_t at_ = 0;
    char last_ = '\0';        // of what was passed last, without blanks and comments; 'a' for any word
    bool attribute_ = false;  // inside an attribute
    int depth_ = 0;           // open brackets of it
    std::optional<Error> problem_;
};

}  // namespace

Result<void> refuseFileAccess(std::string_view text, std::string_view file, const CancelToken& cancel) {
    return Scan(text, file).run(cancel);
}

}  // namespace pinfold
