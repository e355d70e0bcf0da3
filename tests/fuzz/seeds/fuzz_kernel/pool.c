#ifdef __cplusplus
extern "C"
#endif
TVM_DLL int32_t tvmgen_digits_int8_fused_nn_max_pool2d(void* args, int32_t* arg_type_ids, int32_t num_args, void* out_ret_value, int32_t* out_ret_tcode, void* resource_handle) {
  void* arg_p0 = (((TVMValue*)args)[0].v_handle);
  int32_t arg_p0_code = arg_type_ids[0];
  void* arg_pool_max = (((TVMValue*)args)[1].v_handle);
  int32_t arg_pool_max_code = arg_type_ids[1];
  void* p0 = (((DLTensor*)arg_p0)[0].data);
  void* arg_p0_shape = (((DLTensor*)arg_p0)[0].shape);
  void* arg_p0_strides = (((DLTensor*)arg_p0)[0].strides);
  int32_t dev_id = (((DLTensor*)arg_p0)[0].device.device_id);
  void* pool_max = (((DLTensor*)arg_pool_max)[0].data);
  void* arg_pool_max_shape = (((DLTensor*)arg_pool_max)[0].shape);
  void* arg_pool_max_strides = (((DLTensor*)arg_pool_max)[0].strides);
  if (!(arg_p0_strides == NULL)) {
  }
  if (!(arg_pool_max_strides == NULL)) {
  }
  for (int32_t ax0_ax1_fused_ax2_fused = 0; ax0_ax1_fused_ax2_fused < 16; ++ax0_ax1_fused_ax2_fused) {
    for (int32_t ax3 = 0; ax3 < 4; ++ax3) {
      for (int32_t ax4_init = 0; ax4_init < 4; ++ax4_init) {
        ((uint8_t*)pool_max)[(((ax0_ax1_fused_ax2_fused * 16) + (ax3 * 4)) + ax4_init)] = (uint8_t)0;
      }
      for (int32_t rv0_rv1_fused = 0; rv0_rv1_fused < 4; ++rv0_rv1_fused) {
        for (int32_t ax4 = 0; ax4 < 4; ++ax4) {
          int32_t cse_var_1 = (((ax0_ax1_fused_ax2_fused * 16) + (ax3 * 4)) + ax4);
          uint8_t v_ = ((uint8_t*)pool_max)[cse_var_1];
          uint8_t v__1 = ((uint8_t*)p0)[(((((ax0_ax1_fused_ax2_fused * 64) + ((rv0_rv1_fused >> 1) * 32)) + (ax3 * 8)) + ((rv0_rv1_fused & 1) * 4)) + ax4)];
          ((uint8_t*)pool_max)[cse_var_1] = ((v_) > (v__1) ? (v_) : (v__1));
        }
      }
    }
  }
  return 0;
}

