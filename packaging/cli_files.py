"""Writes pinfold-cli's man page and its completions for bash, zsh and fish from what the program's --help says.

usage: cli_files.py PROGRAM MAN_TEMPLATE FOLDER
"""
import pathlib
import sys

from cli_help import read_program

LIST_BOARDS = """pinfold-cli boards --json 2>/dev/null | sed -n 's/^ *"id": "\\(.*\\)",*$/\\1/p'"""
FREE_TEXT = {"--module": "name", "--port": "url"}  # all other texts are paths


def value_kind(option):
    """What a shell can propose for an option's value: "", "words", "board", "path" or "anything" (nothing to propose)."""
    if not option.value:
        return ""
    if option.words:
        return "words"
    if option.name in ("--board", "--on"):
        return "board"
    return "path" if option.value == "TEXT" and option.name not in FREE_TEXT else "anything"


def value_name(option):
    """How a value is called: "path", "seconds"."""
    kind = value_kind(option)
    return kind if kind in ("board", "path") else FREE_TEXT.get(option.name, option.value.lower())


def names(option):
    return [option.short, option.name] if option.short else [option.name]


# Man page

def roff(text):
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + escaped if escaped[:1] in (".", "'") else escaped


def man_option(option):
    heading = ", ".join(f"\\fB{roff(name)}\\fR" for name in names(option))
    if option.words:
        heading += " " + "|".join(f"\\fB{roff(word)}\\fR" for word in option.words)
    elif option.value:
        heading += f" \\fI{roff(value_name(option))}\\fR"
    return f".TP\n{heading}\n{roff(option.text)}{' (required)' if option.required else ''}"


def man_synopsis(command):
    required = "".join(f" \\fB{roff(option.name)}\\fR \\fI{roff(value_name(option))}\\fR"
                       for option in command.options if option.required)
    arguments = "".join(f" \\fI{roff(argument.name)}\\fR{' ...' if argument.many else ''}"
                        for argument in command.arguments)
    return f"\\fBpinfold\\-cli {roff(command.name)}\\fR{arguments}{required} [\\fIoptions\\fR]"


def man_command(command):
    lines = [f".SS {roff(command.name)}", f"{roff(command.text)}.", ".PP", man_synopsis(command)]
    for argument in command.arguments:
        lines.append(f".TP\n\\fI{roff(argument.name)}\\fR\n{roff(argument.text)}")
    lines += [man_option(option) for option in command.options if option.name not in ("--help", "--json")]
    return "\n".join(lines)


def man_page(template, options, commands):
    page = template.replace("@CLI_OPTIONS@", "\n".join(man_option(option) for option in options))
    return page.replace("@CLI_COMMANDS@", "\n".join(man_command(command) for command in commands))


# bash

BASH = """\
# bash completion for pinfold-cli, made from its --help.
_pinfold_cli() {{
    local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} command=${{COMP_WORDS[1]}}
    local options=
    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        COMPREPLY=($(compgen -W '{first}' -- "$current"))
        return
    fi
    case $previous in
{values}
    esac
    case $command in
{options}
    esac
    case $current in
        -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
        *) _pinfold_cli_files ;;
    esac
}}

_pinfold_cli_files() {{
    compopt -o filenames 2>/dev/null
    local IFS=$'\\n'
    COMPREPLY+=($(compgen -f -- "$current"))
}}

complete -F _pinfold_cli pinfold-cli
"""


def bash_reply(option):
    return {
        "words": f"COMPREPLY=($(compgen -W '{' '.join(option.words)}' -- \"$current\")); return",
        "board": f"COMPREPLY=($(compgen -W \"$({LIST_BOARDS})\" -- \"$current\")); _pinfold_cli_files; return",
        "path": "_pinfold_cli_files; return",
        "anything": "return",
    }[value_kind(option)]


def bash_values(commands):
    """The branches for the values of options; an option means the same in every command."""
    replies = {}
    for option in (option for command in commands for option in command.options if option.value):
        reply = bash_reply(option)
        if replies.setdefault(option.name, reply) != reply:
            raise ValueError(f"{option.name} has not the same values in all commands.")
    return [f"        {'|'.join(name for name in replies if replies[name] == reply)}) {reply} ;;"
            for reply in dict.fromkeys(replies.values())]


def bash(options, commands):
    first = [command.name for command in commands] + [name for option in options for name in names(option)]
    offered = [f"        {command.name}) options='"
               f"{' '.join(name for option in command.options for name in names(option))}' ;;" for command in commands]
    return BASH.format(first=" ".join(first), values="\n".join(bash_values(commands)), options="\n".join(offered))


# zsh

ZSH = """\
#compdef pinfold-cli
# zsh completion for pinfold-cli, made from its --help.

_pinfold_cli_boards() {{
    local -a boards
    boards=(${{(f)"$({boards})"}})
    _alternative 'boards:board:compadd -a boards' 'files:board file:_files -g "*.json"'
}}

_pinfold_cli() {{
    local curcontext=$curcontext state line
    local -a commands
    commands=(
{commands}
    )
    _arguments -C \\
{options}
        '1:command:->command' '*::argument:->argument' && return
    case $state in
        command) _describe command commands ;;
        argument)
            case $line[1] in
{cases}
            esac ;;
    esac
}}

_pinfold_cli "$@"
"""


def zsh_text(text):
    for character in "\\[]:":
        text = text.replace(character, "\\" + character)
    return text.replace("'", "'\\''")


def zsh_option(option):
    action = {
        "": "",
        "words": f":value:({' '.join(option.words)})",
        "board": ":board:_pinfold_cli_boards",
        "path": ":path:_files",
        "anything": f":{zsh_text(value_name(option))}:",
    }[value_kind(option)]
    described = f"[{zsh_text(option.text)}]{action}'"
    if option.short:
        return f"'({option.short} {option.name})'{{{option.short},{option.name}}}'{described}"
    return f"'{'*' if option.repeats else ''}{option.name}{described}"


def zsh_command(command):
    words = [zsh_option(option) for option in command.options]
    words += [f"'{'*' if argument.many else ''}:{zsh_text(argument.text)}:_files'" for argument in command.arguments]
    return f"                {command.name}) _arguments \\\n" + " \\\n".join(f"                    {word}"
                                                                           for word in words) + " ;;"


def zsh(options, commands):
    return ZSH.format(
        boards=LIST_BOARDS,
        commands="\n".join(f"        '{command.name}:{zsh_text(command.text)}'" for command in commands),
        options="\n".join(f"        {zsh_option(option)} \\" for option in options),
        cases="\n".join(zsh_command(command) for command in commands))


# fish

def fish_quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def fish_option(condition, option):
    value = {
        "": "",
        "words": f" -x -a {fish_quoted(' '.join(option.words))}",
        "board": f" -r -a {fish_quoted('(' + LIST_BOARDS + ')')}",
        "path": " -r -F",
        "anything": " -x",
    }[value_kind(option)]
    short = f" -s {option.short[1:]}" if option.short else ""
    return (f"complete -c pinfold-cli -n {fish_quoted(condition)}{short} -l {option.name[2:]}{value}"
            f" -d {fish_quoted(option.text)}")


def fish(options, commands):
    lines = ["# fish completion for pinfold-cli, made from its --help."]
    lines += [fish_option("__fish_use_subcommand", option) for option in options]
    for command in commands:
        lines.append(f"complete -c pinfold-cli -n __fish_use_subcommand -f -a {command.name}"
                     f" -d {fish_quoted(command.text)}")
    for command in commands:
        lines += [fish_option(f"__fish_seen_subcommand_from {command.name}", option) for option in command.options]
    return "\n".join(lines) + "\n"


def main():
    program, template, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    options, commands = read_program(program)
    folder.mkdir(parents=True, exist_ok=True)
    texts = {
        "pinfold-cli.1": man_page(template.read_text(encoding="utf-8"), options, commands),
        "pinfold-cli.bash": bash(options, commands),
        "_pinfold-cli": zsh(options, commands),
        "pinfold-cli.fish": fish(options, commands),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
