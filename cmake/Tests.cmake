# Unit tests and the libraries that they test are compiled with the address and the undefined behaviour sanitizer, the programs
# are not: those libraries exist twice. Sources of the second kind are compiled several at a time, as one, because
# half of the time that one takes is spent on the headers that all of them read (which is why names in
# unnamed namespaces must not be used twice in a folder).
option(PINFOLD_SANITIZED_TESTS "Sanitize what unit tests link, and nothing else" OFF)
if(PINFOLD_SANITIZED_TESTS)
    set(PINFOLD_TESTED _sanitized)
endif()

# pinfold_unite(<target>): compiles its sources several at a time.
function(pinfold_unite target)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 10)
    # To the compiler, what is in the sources is now in headers, where it warns of types in unnamed namespaces.
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Wno-subobject-linkage>)
endfunction()

# pinfold_sanitize(<target>): if unit tests are sanitized, this target of theirs, too.
function(pinfold_sanitize target)
    if(NOT PINFOLD_SANITIZED_TESTS)
        return()
    endif()
    target_compile_options(${target} PRIVATE -fsanitize=address,undefined -fno-sanitize-recover=all
        -fno-omit-frame-pointer
        # What these two find, the address sanitizer finds as well: an access through a null pointer ends the program, one
        # after an object's end is reported. The asan preset has them on.
        -fno-sanitize=null,object-size
        # False in GCC 12 with sanitizers: of moved std::function objects in std::regex.
        $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>)
    target_link_options(${target} PUBLIC -fsanitize=address,undefined)
    pinfold_unite(${target})
endfunction()

# The test programs whose code has threads, in the library that they test or in the one that waits for it.
add_custom_target(thread_tests)

# pinfold_test(<name> [DEPENDS …] [EXTERNAL …] [SOURCES …] [SHARDS …] [TIMEOUT …] [PLAIN]
# [SEPARATE] [THREADS]): all .cpp files of the current
# folder, and SOURCES from others, as the GoogleTest program <name>_tests, which ctest runs in so many parts, each for
# at most TIMEOUT seconds. PLAIN: never sanitized. SEPARATE: its sources are compiled one by one. THREADS: for the thread sanitizer, too.
function(pinfold_test name)
    cmake_parse_arguments(ARG "PLAIN;SEPARATE;THREADS" "TIMEOUT;SHARDS" "DEPENDS;EXTERNAL;SOURCES" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS *.cpp *.h)
    add_executable(${name}_tests ${sources} ${ARG_SOURCES})
    set(suffix "")
    if(NOT ARG_PLAIN)
        set(suffix "${PINFOLD_TESTED}")
        pinfold_sanitize(${name}_tests)
        # Not -O0: of templates that a test and a library have in common, the linker takes the test's.
        target_compile_options(${name}_tests PRIVATE -O1)
    endif()
    if(ARG_SEPARATE)
        set_target_properties(${name}_tests PROPERTIES UNITY_BUILD OFF)
    else()
        pinfold_unite(${name}_tests)
    endif()
    foreach(module IN LISTS ARG_DEPENDS ITEMS test_main test_support)
        target_link_libraries(${name}_tests PRIVATE pinfold_${module}${suffix})
    endforeach()
    target_link_libraries(${name}_tests PRIVATE GTest::gtest GTest::gmock ${ARG_EXTERNAL})
    set(labels ${name})
    if(ARG_THREADS)
        list(APPEND labels threads)
        add_dependencies(thread_tests ${name}_tests)
    endif()
    pinfold_add_shards(${name} "${labels}" "${ARG_SHARDS}" "${ARG_TIMEOUT}")
endfunction()

# One test of ctest for each part of the program <name>_tests.
function(pinfold_add_shards name labels shards timeout)
    if(NOT shards)
        set(shards 1)
    endif()
    if(NOT timeout)
        set(timeout 900)
    endif()
    foreach(shard RANGE 1 ${shards})
        set(test ${name}_tests.${shard}_of_${shards})
        add_test(NAME ${test} COMMAND ${CMAKE_SOURCE_DIR}/tests/support/run_shard.sh
            $<TARGET_FILE:${name}_tests> ${shard} ${shards} ${CMAKE_BINARY_DIR}/test-results/${test}.json)
        # The longest first.
        set_tests_properties(${test} PROPERTIES LABELS "${labels}" TIMEOUT ${timeout} COST ${shards})
    endforeach()
endfunction()
