// The whole way from archive to report, with progress and cancellation: the only thing that app/ and ui/ drive.
#pragma once
