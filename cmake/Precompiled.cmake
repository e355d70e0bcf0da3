# Headers that most sources include, compiled once: half of the time that a source of the window takes is Qt's headers.
# Only headers of libraries, so that a change of ours never compiles everything again. PINFOLD_PRECOMPILE is off in the
# release preset, which so finds an include that is missing.
set(pinfold_std_headers <algorithm> <array> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional>
    <set> <span> <string> <string_view> <unordered_map> <utility> <variant> <vector>)
set(pinfold_precompiled_core ${pinfold_std_headers} <fmt/format.h> <nlohmann/json.hpp>)
set(pinfold_precompiled_session ${pinfold_std_headers} <fmt/format.h> <QtCore> <QtGui>)
set(pinfold_precompiled_ui ${pinfold_std_headers} <fmt/format.h> <QtWidgets>)

# pinfold_precompile(<target> <kind>): kind is core, session or ui. The first target of a kind compiles the
# headers, the others take them from it.
function(pinfold_precompile target kind)
    if(NOT PINFOLD_PRECOMPILE)
        return()
    endif()
    get_property(first GLOBAL PROPERTY pinfold_precompiled_by_${kind})
    if(first)
        target_precompile_headers(${target} REUSE_FROM ${first})
    else()
        target_precompile_headers(${target} PRIVATE ${pinfold_precompiled_${kind}})
        set_property(GLOBAL PROPERTY pinfold_precompiled_by_${kind} ${target})
    endif()
endfunction()
