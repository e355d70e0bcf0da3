    void* low = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)1600, 0, 32);
    if (low == NULL) {
      return -1;
    }
    for (int32_t j = 0; j < 400; ++j) {
      ((int32_t*)low)[j] = (((int32_t*)a)[i] + j);
    }
    ((int32_t*)b)[i] = ((i < 3) ? ((int32_t*)low)[399] : ((int32_t*)w)[((i * 2) - 1)]);
    if (TVMBackendFreeWorkspace(1, dev_id, low) != 0) {
      return -1;
    }
