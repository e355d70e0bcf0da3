#ifdef __cplusplus
extern "C"
#endif
TVM_DLL int32_t tvmgen_digits_int8_fused_nn_contrib_dense_pack_add_fixed_point_multiply_add_clip_subtract_cast_mult_1c9b307ace4645e7_(void* args, int32_t* arg_type_ids, int32_t num_args, void* out_ret_value, int32_t* out_ret_tcode, void* resource_handle) {
  void* arg_p0 = (((TVMValue*)args)[0].v_handle);
  int32_t arg_p0_code = arg_type_ids[0];
  void* arg_p1 = (((TVMValue*)args)[1].v_handle);
  int32_t arg_p1_code = arg_type_ids[1];
  void* arg_p2 = (((TVMValue*)args)[2].v_handle);
  int32_t arg_p2_code = arg_type_ids[2];
  void* arg_T_multiply = (((TVMValue*)args)[3].v_handle);
  int32_t arg_T_multiply_code = arg_type_ids[3];
  void* p0 = (((DLTensor*)arg_p0)[0].data);
  void* arg_p0_shape = (((DLTensor*)arg_p0)[0].shape);
  void* arg_p0_strides = (((DLTensor*)arg_p0)[0].strides);
  int32_t dev_id = (((DLTensor*)arg_p0)[0].device.device_id);
  void* p1 = (((DLTensor*)arg_p1)[0].data);
  void* arg_p1_shape = (((DLTensor*)arg_p1)[0].shape);
  void* arg_p1_strides = (((DLTensor*)arg_p1)[0].strides);
  void* p2 = (((DLTensor*)arg_p2)[0].data);
  void* arg_p2_shape = (((DLTensor*)arg_p2)[0].shape);
  void* arg_p2_strides = (((DLTensor*)arg_p2)[0].strides);
  void* T_multiply = (((DLTensor*)arg_T_multiply)[0].data);
  void* arg_T_multiply_shape = (((DLTensor*)arg_T_multiply)[0].shape);
  void* arg_T_multiply_strides = (((DLTensor*)arg_T_multiply)[0].strides);
  if (!(arg_p0_strides == NULL)) {
  }
  if (!(arg_p1_strides == NULL)) {
  }
  if (!(arg_p2_strides == NULL)) {
  }
  if (!(arg_T_multiply_strides == NULL)) {
  }
  for (int32_t ax1_outer_ax0_outer_fused = 0; ax1_outer_ax0_outer_fused < 2; ++ax1_outer_ax0_outer_fused) {
    int32_t compute_global[5];
    for (int32_t x_c_init = 0; x_c_init < 5; ++x_c_init) {
      compute_global[x_c_init] = 0;
    }
    for (int32_t k_outer = 0; k_outer < 128; ++k_outer) {
      for (int32_t x_c = 0; x_c < 5; ++x_c) {
        compute_global[x_c] = (compute_global[x_c] + (((int32_t)((int16_t*)p0)[k_outer]) * ((int32_t)((int16_t*)p1)[(((ax1_outer_ax0_outer_fused * 640) + (k_outer * 5)) + x_c)])));
      }
    }
    for (int32_t ax1_inner_inner = 0; ax1_inner_inner < 5; ++ax1_inner_inner) {
      int32_t cse_var_1 = ((ax1_outer_ax0_outer_fused * 5) + ax1_inner_inner);
      int32_t v_ = ((int32_t)(((((0 != 0) ? (((int64_t)(compute_global[ax1_inner_inner] + ((int32_t*)p2)[cse_var_1])) << ((int64_t)0)) : ((int64_t)(compute_global[ax1_inner_inner] + ((int32_t*)p2)[cse_var_1]))) * (int64_t)1568791528) + ((int64_t)1 << ((int64_t)((9 + 31) - 1)))) >> ((int64_t)(9 + 31)))) + 152;
      int32_t v__1 = (v_) < (255) ? (v_) : (255);
      ((float*)T_multiply)[cse_var_1] = (((float)(((v__1) > (0) ? (v__1) : (0)) - 152)) * 1.937905e-01f);
    }
  }
  return 0;
}

