#ifdef __cplusplus
extern "C"
#endif
TVM_DLL int32_t tvmgen_digits_int8_fused_divide_round_clip_cast_nn_pad_cast_layout_transform(void* args, int32_t* arg_type_ids, int32_t num_args, void* out_ret_value, int32_t* out_ret_tcode, void* resource_handle) {
  void* arg_p0 = (((TVMValue*)args)[0].v_handle);
  int32_t arg_p0_code = arg_type_ids[0];
  void* arg_T_layout_trans = (((TVMValue*)args)[1].v_handle);
  int32_t arg_T_layout_trans_code = arg_type_ids[1];
  void* p0 = (((DLTensor*)arg_p0)[0].data);
  void* arg_p0_shape = (((DLTensor*)arg_p0)[0].shape);
  void* arg_p0_strides = (((DLTensor*)arg_p0)[0].strides);
  int32_t dev_id = (((DLTensor*)arg_p0)[0].device.device_id);
  void* T_layout_trans = (((DLTensor*)arg_T_layout_trans)[0].data);
  void* arg_T_layout_trans_shape = (((DLTensor*)arg_T_layout_trans)[0].shape);
  void* arg_T_layout_trans_strides = (((DLTensor*)arg_T_layout_trans)[0].strides);
  if (!(arg_p0_strides == NULL)) {
  }
  if (!(arg_T_layout_trans_strides == NULL)) {
  }
  for (int32_t ax0_ax1_fused_ax2_fused = 0; ax0_ax1_fused_ax2_fused < 10; ++ax0_ax1_fused_ax2_fused) {
    for (int32_t ax3 = 0; ax3 < 10; ++ax3) {
      float v_ = roundf((((float*)p0)[(((ax0_ax1_fused_ax2_fused * 8) + ax3) - 9)] * 2.551246e+02f));
      float v__1 = (v_) < (2.550000e+02f) ? (v_) : (2.550000e+02f);
      ((int16_t*)T_layout_trans)[((ax0_ax1_fused_ax2_fused * 10) + ax3)] = ((int16_t)(((((1 <= ax0_ax1_fused_ax2_fused) && (ax0_ax1_fused_ax2_fused < 9)) && (1 <= ax3)) && (ax3 < 9)) ? ((uint8_t)((v__1) > (0.000000e+00f) ? (v__1) : (0.000000e+00f))) : (uint8_t)0));
    }
  }
  return 0;
}

