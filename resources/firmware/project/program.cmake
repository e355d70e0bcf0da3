
# The program: serial protocol around the models.
set(PINFOLD_APP@APP@)
set(PINFOLD_PLATFORM@PLATFORM@)
if(PINFOLD_HOST)
    set(PINFOLD_PLATFORM@PLATFORM_HOST@)
endif()

add_executable(firmware ${PINFOLD_APP} ${PINFOLD_PLATFORM})
set_target_properties(firmware PROPERTIES C_STANDARD 11 C_EXTENSIONS ON)
target_include_directories(firmware PRIVATE
    ${CMAKE_CURRENT_SOURCE_DIR}/app ${CMAKE_CURRENT_SOURCE_DIR}/platform)
target_compile_options(firmware PRIVATE
    -Wall -Wextra ${PINFOLD_OPTIMIZE} -fno-strict-aliasing -ffunction-sections -fdata-sections)
target_link_libraries(firmware PRIVATE pinfold_model)
target_link_options(firmware PRIVATE -Wl,--gc-sections "-Wl,-Map=${CMAKE_CURRENT_BINARY_DIR}/firmware.map")
if(NOT PINFOLD_HOST)
    set_target_properties(firmware PROPERTIES SUFFIX .elf LINK_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/board.ld)
    target_link_options(firmware PRIVATE
        -nostartfiles --specs=nano.specs -Wl,-z,noexecstack "-T${CMAKE_CURRENT_SOURCE_DIR}/board.ld")
endif()
